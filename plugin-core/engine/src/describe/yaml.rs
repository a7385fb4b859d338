//! Writes JSON values as YAML in block style.

use serde_json::Value;

/// Writes a value as a YAML document.
pub fn document(value: &Value) -> String {
    let mut out = String::new();
    block(&mut out, value, 0);
    out.trim_start_matches('\n').to_owned() + "\n"
}

/// Writes a value after `key:` or `-`: a scalar on the same line, everything else below it.
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

/// Writes a string without quotes if it is unambiguous, otherwise in double quotes, in which YAML has the escapes of JSON.
fn scalar(text: &str) -> String {
    // Text with two dots is neither a number nor a date.
    let is_version =
        text.split('.').count() == 3 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_version || is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// Quotes a string. Characters that JSON allows but YAML rejects or reads as a line break are escaped.
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
    fn ambiguous_strings_are_quoted() {
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
