//! Rust literals, doc comments, and JSON as tokens of an attribute.

use serde_json::Value;

/// The tokens of a JSON value. They are JSON except for the escapes of strings.
pub fn json(value: &Value) -> String {
    match value {
        Value::String(text) => string(text),
        Value::Array(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", string(key), json(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// A string literal. A text with quotes or backslashes becomes a raw string, which is easier to read.
pub fn string(text: &str) -> String {
    let is_printable = text.chars().all(|character| !character.is_control());
    if is_printable && (text.contains('"') || text.contains('\\')) {
        let marks = (0..).map(|count| "#".repeat(count)).find(|marks| !text.contains(&format!("\"{marks}")));
        let marks = marks.unwrap_or_default();
        return format!("r{marks}\"{text}\"{marks}");
    }
    format!("{text:?}")
}

/// A doc comment; `None` if the text has several lines or outer spaces, which a doc comment does not keep.
pub fn doc_comment(text: &str) -> Option<String> {
    let is_line = !text.is_empty() && text.trim() == text && !text.contains(['\n', '\r', '\t']);
    is_line.then(|| format!("/// {text}\n"))
}
