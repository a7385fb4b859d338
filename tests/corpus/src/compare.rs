//! Compares the results with those of the official tool.

use crate::case::{Case, Result};
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A line for each difference.
pub(crate) fn case(case: &Case, tool: &Path, built: &Path) -> Result<Vec<String>> {
    let mut differences = Vec::new();
    let program = built.join(&case.name);
    if !program.is_file() {
        return Ok(vec![format!("{}: there is no program", case.name)]);
    }
    if case.has_golden() {
        let mut golden: Value = serde_json::from_str(&fs::read_to_string(&case.schemas)?)?;
        drop_classes(&mut golden);
        let ours = output(Command::new(&program).arg("schema"))?;
        // As text, so that the order of keys counts.
        let (text, golden_text) = (ours.to_string(), golden.to_string());
        if text != golden_text {
            differences.push(format!("{}: schemas differ: {}", case.name, first(&golden, &ours)));
        }
    }
    let ours = output(Command::new(&program).args(["spec", "--format", "json"]))?;
    let original = without_unused_types(output(Command::new(tool).arg("json").arg(&case.spec))?);
    let (original, ours) = (normalized(original), normalized(ours));
    if original != ours {
        differences.push(format!("{}: the specification differs: {}", case.name, first(&original, &ours)));
    }
    Ok(differences)
}

fn output(command: &mut Command) -> Result<Value> {
    let output = command.output()?;
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout)?),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned().into()),
    }
}

/// `class` is the name of a Python class, which a plugin in Rust does not have.
fn drop_classes(golden: &mut Value) {
    for kind in ["actions", "triggers", "tasks"] {
        let steps = golden.get_mut(kind).and_then(Value::as_object_mut);
        for step in steps.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
            step.shift_remove("class");
        }
    }
}

/// The built-in types, which hide custom types of these names.
const BUILT_IN_TYPES: &[&str] = &[
    "string",
    "integer",
    "int",
    "number",
    "float",
    "boolean",
    "bool",
    "object",
    "date",
    "bytes",
    "file",
    "password",
    "python",
    "credential_secret_key",
    "credential_username_password",
    "credential_token",
    "credential_asymmetric_key",
];

/// Removes the types that no step, connection or used type contains, which an import leaves out.
fn without_unused_types(mut spec: Value) -> Value {
    let Some(Value::Object(mut types)) = spec.get_mut("types").map(Value::take) else { return spec };
    types.retain(|name, _| !BUILT_IN_TYPES.contains(&name.as_str()));
    let mut used = Vec::new();
    let sections = ["connection", "actions", "triggers", "tasks"];
    sections
        .iter()
        .filter_map(|section| spec.get(section))
        .for_each(|section| collect_types(section, &types, &mut used));
    types.retain(|name, _| used.contains(name));
    spec["types"] = Value::Object(types);
    spec
}

/// Collects the custom types that are the `type` of a property in a section.
fn collect_types(section: &Value, types: &Map<String, Value>, used: &mut Vec<String>) {
    for (key, value) in section.as_object().into_iter().flatten() {
        let name = value.as_str().map(|name| name.trim_start_matches("[]"));
        match name.filter(|name| key == "type" && !used.iter().any(|used| used == name)) {
            Some(name) => {
                if let Some(ty) = types.get(name) {
                    used.push(name.to_owned());
                    collect_types(ty, types, used);
                }
            }
            None => collect_types(value, types, used),
        }
    }
}

/// Normalises a specification: for the official tool an empty section, a null one and an absent one are the same, and a null
/// type has no fields.
fn normalized(mut spec: Value) -> Value {
    for kind in ["actions", "triggers", "tasks"] {
        let steps = spec.get_mut(kind).and_then(Value::as_object_mut);
        for step in steps.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
            step.retain(|key, value| {
                !(["input", "output", "state"].contains(&key.as_str()) && is_empty(value))
            });
        }
    }
    let types = spec.get_mut("types").and_then(Value::as_object_mut);
    for ty in types.into_iter().flat_map(Map::values_mut).filter(|ty| ty.is_null()) {
        *ty = Value::Object(Map::new());
    }
    if let Some(keys) = spec.as_object_mut() {
        keys.retain(|_, value| !is_empty(value) || value.is_array());
    }
    spec
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(80).collect()
}

/// The first difference of two values.
fn first(expected: &Value, found: &Value) -> String {
    fn walk(path: &str, expected: &Value, found: &Value) -> Option<String> {
        match (expected, found) {
            (Value::Object(a), Value::Object(b)) => {
                let keys = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key)));
                let null = Value::Null;
                keys.filter_map(|key| {
                    let (a, b) = (a.get(key).unwrap_or(&null), b.get(key).unwrap_or(&null));
                    walk(&format!("{path}/{key}"), a, b)
                })
                .next()
            }
            (a, b) if a == b => None,
            (a, b) => Some(format!("{path} should be {}, is {}", short(a), short(b))),
        }
    }
    walk("", expected, found).unwrap_or_else(|| "the order of keys".to_owned())
}
