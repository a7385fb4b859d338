//! JSON as it is written in an attribute.

use serde_json::Value;

/// The tokens of a value, which are JSON but for the escapes of texts.
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

/// A text in quotes. Texts with quotes or backslashes are easier to read raw.
pub fn string(text: &str) -> String {
    let is_printable = text.chars().all(|letter| !letter.is_control());
    if is_printable && (text.contains('"') || text.contains('\\')) {
        let marks = (0..).map(|count| "#".repeat(count)).find(|marks| !text.contains(&format!("\"{marks}")));
        let marks = marks.unwrap_or_default();
        return format!("r{marks}\"{text}\"{marks}");
    }
    format!("{text:?}")
}
