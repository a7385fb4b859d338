//! The meaning of a specification: two texts with the same meaning describe the same plugin.

use crate::spec::BUILT_IN_TYPES;
use serde_json::{Map, Value, json};

const STEPS: [&str; 3] = ["actions", "triggers", "tasks"];

/// The meaning of a specification. Quotes, comments, the style of lists and mappings, empty keys and unused types do not count; the order
/// counts for steps and fields only.
pub fn meaning(spec: &Value) -> Value {
    let mut spec = without_empty_keys(spec);
    let mut types = spec.as_object_mut().and_then(|keys| keys.shift_remove("types")).unwrap_or_default();
    for kind in STEPS {
        let Some(Value::Object(steps)) = spec.get_mut(kind) else { continue };
        for part in steps.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
            *part = ordered(part);
        }
        spec[kind] = ordered(&spec[kind]);
    }
    if let Some(connection) = spec.get_mut("connection") {
        *connection = ordered(connection);
    }
    // A built-in type hides a custom one.
    types
        .as_object_mut()
        .into_iter()
        .for_each(|types| types.retain(|name, _| !BUILT_IN_TYPES.contains(&name.as_str())));
    let mut used = Map::new();
    take_types(&spec, &mut types, &mut used);
    spec["types"] = Value::Object(used);
    spec
}

/// The value without keys that are null or an empty mapping.
fn without_empty_keys(value: &Value) -> Value {
    let is_empty = |value: &Value| value.is_null() || value.as_object().is_some_and(Map::is_empty);
    let Value::Object(entries) = value else { return value.clone() };
    let entries = entries.iter().map(|(key, value)| (key.clone(), without_empty_keys(value)));
    Value::Object(entries.filter(|(_, value)| !is_empty(value)).collect())
}

/// A mapping as a list of its entries.
fn ordered(value: &Value) -> Value {
    match value {
        Value::Object(entries) => entries.iter().map(|(key, value)| json!([key, value])).collect(),
        other => other.clone(),
    }
}

/// Moves the types that are the `type` of a property in `part`, and those that they contain, to `used`.
fn take_types(part: &Value, types: &mut Value, used: &mut Map<String, Value>) {
    match part {
        Value::Array(items) => items.iter().for_each(|item| take_types(item, types, used)),
        Value::Object(entries) => {
            if let Some(name) = entries.get("type").and_then(Value::as_str) {
                let name = name.trim_start_matches("[]");
                if let Some(ty) = types.as_object_mut().and_then(|types| types.shift_remove(name)) {
                    used.insert(name.to_owned(), ordered(&ty));
                    take_types(&ordered(&ty), types, used);
                }
            }
            entries.values().for_each(|value| take_types(value, types, used));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec() -> Value {
        json!({
            "name": "users", "version": "1.0.0",
            "types": {"user": {"id": {"type": "string"}, "groups": {"type": "[]group"}}, "group": {"id": {"type": "string"}}},
            "actions": {"get": {"output": {"user": {"type": "user", "title": "User"}}}, "add": {"title": "Add"}},
        })
    }

    /// Whether the specification has the same meaning after an edit of its text.
    fn is_same(before: &str, after: &str) -> bool {
        let text = spec().to_string();
        let edited = text.replacen(before, after, 1);
        assert_ne!(text, edited, "{before}");
        meaning(&spec()) == meaning(&serde_json::from_str(&edited).unwrap())
    }

    #[test]
    fn order_counts_for_steps_and_fields_only() {
        for (before, after, is_expected) in [
            (r#""name":"users","version":"1.0.0""#, r#""version":"1.0.0","name":"users""#, true),
            (r#""type":"user","title":"User""#, r#""title":"User","type":"user""#, true),
            (
                r#""group":{"id":{"type":"string"}}"#,
                r#""group":{"id":{"type":"string"}},"unused":{"a":{}}"#,
                true,
            ),
            (r#""add":{"title":"Add"}"#, r#""add":{"title":"Add","input":{},"output":null}"#, true),
            (r#""groups":{"type":"[]group"}"#, r#""groups":{"type":"group"}"#, false),
            (
                r#""id":{"type":"string"},"groups":{"type":"[]group"}"#,
                r#""groups":{"type":"[]group"},"id":{"type":"string"}"#,
                false,
            ),
            (r#""title":"Add""#, r#""title":"Add one""#, false),
        ] {
            assert_eq!(is_same(before, after), is_expected, "{after}");
        }
        let mut other = spec();
        let steps = other["actions"].as_object_mut().unwrap();
        let first = steps.shift_remove("get").unwrap();
        steps.insert("get".to_owned(), first);
        assert_ne!(meaning(&spec()), meaning(&other));
    }
}
