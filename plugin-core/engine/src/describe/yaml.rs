//! JSON values as YAML, in the block style that people read.

use serde_json::Value;

/// A whole document.
pub fn document(value: &Value) -> String {
    let mut out = String::new();
    block(&mut out, value, 0);
    out.trim_start_matches('\n').to_owned() + "\n"
}

/// A value behind `key:` or `-`; scalars stay on the line, the rest goes below it.
fn block(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                line(out, depth);
                out.push_str(&scalar(key));
                out.push(':');
                block(out, value, depth + 1);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                line(out, depth);
                out.push('-');
                block(out, item, depth + 1);
            }
        }
        Value::String(text) => {
            out.push(' ');
            out.push_str(&scalar(text));
        }
        other => {
            out.push(' ');
            out.push_str(&other.to_string());
        }
    }
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

/// Plain where nobody can take it for something else, or else in double quotes, which YAML reads as JSON does.
fn scalar(text: &str) -> String {
    // With two dots it is neither a number nor a date.
    let is_version =
        text.split('.').count() == 3 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_version || is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// The text in double quotes. What JSON leaves as it is and YAML takes for the end of a line, or refuses, is escaped.
fn quoted(text: &str) -> String {
    let escape = |letter: char| match letter {
        '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
            format!("\\u{:04x}", u32::from(letter))
        }
        other => other.to_string(),
    };
    Value::from(text).to_string().chars().map(escape).collect()
}

fn is_plain(text: &str) -> bool {
    let has_words = text.contains(' ') && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    text.starts_with(|first: char| first.is_ascii_alphabetic() || (has_words && first.is_ascii_digit()))
        && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !words.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::document;
    use serde_json::json;

    #[test]
    fn what_could_be_misread_is_quoted() {
        let value = json!({
            "title": "Get User", "version": "1.0.0", "type": "[]string", "a: b": "yes", "list": ["x: y", {"k": [1, null]}],
            "none": {}, "empty": "", "end": "a\u{85}b\u{2028}c\u{7f}",
        });
        assert_eq!(
            document(&value),
            "title: Get User\nversion: 1.0.0\ntype: \"[]string\"\n\"a: b\": \"yes\"\nlist:\n  - \"x: y\"\n  -\n    k:\n      - 1\n      - null\nnone: {}\nempty: \"\"\nend: \"a\\u0085b\\u2028c\\u007f\"\n"
        );
    }
}
