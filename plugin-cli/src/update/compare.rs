//! Compares the specification of a crate with another one.

use serde_json::{Map, Value};

/// One line for each difference; the crate is the left side. Steps and types that only the specification has are left out,
/// since an update adds them.
pub fn differences(crate_spec: &Value, spec: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    compare(&mut Vec::new(), crate_spec, spec, &mut differences);
    differences
}

fn compare(path: &mut Vec<String>, left: &Value, right: &Value, differences: &mut Vec<String>) {
    if let (Value::Array(left), Value::Array(right)) = (left, right) {
        return compare_lists(&path.join("."), left, right, differences);
    }
    let (Value::Object(left_map), Value::Object(right_map)) = (left, right) else {
        if left != right {
            differences.push(format!("{}: {} -> {}", path.join("."), excerpt(left), excerpt(right)));
        }
        return;
    };
    let none = Map::new();
    let keys = left_map.keys().chain(right_map.keys().filter(|key| !left_map.contains_key(*key)));
    for key in keys {
        let is_section = path.is_empty()
            && ["actions", "triggers", "tasks", "types", "connection"].contains(&key.as_str());
        let empty = Value::Object(none.clone());
        path.push(key.clone());
        match (left_map.get(key), right_map.get(key)) {
            (Some(left), Some(right)) => compare(path, left, right, differences),
            (left, right) if is_section => {
                compare(path, left.unwrap_or(&empty), right.unwrap_or(&empty), differences);
            }
            (None, Some(_)) if path.len() == 2 && path[0] != "connection" => {}
            (Some(_), None) => differences.push(format!("{}: only in the crate", path.join("."))),
            _ => differences.push(format!("{}: only in the specification", path.join("."))),
        }
        path.pop();
    }
}

/// Lists the items that only one side has.
fn compare_lists(path: &str, left: &[Value], right: &[Value], differences: &mut Vec<String>) {
    let before = differences.len();
    let mut only = |items: &[Value], others: &[Value], side: &str| {
        for item in items.iter().filter(|item| !others.contains(item)) {
            differences.push(format!("{path}: {}: only in the {side}", excerpt(item)));
        }
    };
    only(left, right, "crate");
    only(right, left, "specification");
    if left != right && differences.len() == before {
        differences.push(format!("{path}: the order or the number of equal items differs"));
    }
}

const MAX_EXCERPT_CHARS: usize = 60;

/// The start of a value's JSON.
fn excerpt(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(MAX_EXCERPT_CHARS) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_difference_has_a_path() {
        let (left, right) = (
            json!({
                "tags": ["a", "b"], "links": ["a", "b"],
                "actions": {"a": {"input": {"x": {"type": "string"}}}, "extra": {}},
            }),
            json!({
                "tags": ["b", "c"], "links": ["b", "a"],
                "actions": {"a": {"input": {"x": {"type": "int"}, "y": {}}}, "new": {}},
            }),
        );
        assert_eq!(
            differences(&left, &right),
            [
                "tags: \"a\": only in the crate",
                "tags: \"c\": only in the specification",
                "links: the order or the number of equal items differs",
                "actions.a.input.x.type: \"string\" -> \"int\"",
                "actions.a.input.y: only in the specification",
                "actions.extra: only in the crate"
            ]
        );
    }
}
