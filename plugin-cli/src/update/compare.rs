//! Where a crate and a specification differ.

use serde_json::{Map, Value};

/// A line for each difference. The crate is on the left; a step or a type that only the specification has was added by now.
pub fn differences(present: &Value, wanted: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    walk(&mut Vec::new(), present, wanted, &mut differences);
    differences
}

fn walk(at: &mut Vec<String>, left: &Value, right: &Value, differences: &mut Vec<String>) {
    if let (Value::Array(ours), Value::Array(theirs)) = (left, right) {
        return compare_lists(&at.join("."), ours, theirs, differences);
    }
    let (Value::Object(ours), Value::Object(theirs)) = (left, right) else {
        if left != right {
            differences.push(format!("{}: {} -> {}", at.join("."), shown(left), shown(right)));
        }
        return;
    };
    let none = Map::new();
    let keys = ours.keys().chain(theirs.keys().filter(|key| !ours.contains_key(*key)));
    for key in keys {
        let is_section =
            at.is_empty() && ["actions", "triggers", "tasks", "types", "connection"].contains(&key.as_str());
        let empty = Value::Object(none.clone());
        at.push(key.clone());
        match (ours.get(key), theirs.get(key)) {
            (Some(left), Some(right)) => walk(at, left, right, differences),
            (left, right) if is_section => {
                walk(at, left.unwrap_or(&empty), right.unwrap_or(&empty), differences);
            }
            (None, Some(_)) if at.len() == 2 && at[0] != "connection" => {}
            (Some(_), None) => differences.push(format!("{}: only in the crate", at.join("."))),
            _ => differences.push(format!("{}: only in the specification", at.join("."))),
        }
        at.pop();
    }
}

/// Names the items that only one side has.
fn compare_lists(at: &str, ours: &[Value], theirs: &[Value], differences: &mut Vec<String>) {
    let before = differences.len();
    let mut only = |some: &[Value], others: &[Value], side: &str| {
        for item in some.iter().filter(|item| !others.contains(item)) {
            differences.push(format!("{at}: {}: only in the {side}", shown(item)));
        }
    };
    only(ours, theirs, "crate");
    only(theirs, ours, "specification");
    if ours != theirs && differences.len() == before {
        differences.push(format!("{at}: the items are in another order, or there more often"));
    }
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}..", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_difference_has_a_path() {
        let (left, right) = (
            json!({
                "tags": ["a", "b"], "links": ["a", "b"],
                "actions": {"a": {"input": {"x": {"type": "string"}}}, "mine": {}},
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
                "links: the items are in another order, or there more often",
                "actions.a.input.x.type: \"string\" -> \"int\"",
                "actions.a.input.y: only in the specification",
                "actions.mine: only in the crate"
            ]
        );
    }
}
