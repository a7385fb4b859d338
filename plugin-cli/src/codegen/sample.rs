//! Sample values of inputs, states and connections, for the tests of a generated crate.

use super::guess::{self, Setting};
use super::literal::{json, string};
use crate::spec::{Property, PropertyType, Spec};
use serde_json::{Map, Value, json};

/// A type in more types is an empty object.
const MAX_DEPTH: usize = 10;

/// A longer text gets a line for each key.
const MAX_LINE_BYTES: usize = 60;

/// The required properties with valid values.
pub fn object(properties: &[Property], spec: &Spec) -> Value {
    nested(properties, spec, 0)
}

/// The settings of the connection with valid values.
pub fn connection(spec: &Spec) -> Value {
    let mut sample = object(&spec.connection, spec);
    let settings: Vec<_> = spec.connection.iter().map(|property| Setting { property, ident: "" }).collect();
    if let Some(address) = guess::address(&settings) {
        sample[&address.property.name] =
            if address.is_url() { "https://localhost" } else { "localhost" }.into();
    }
    sample
}

fn nested(properties: &[Property], spec: &Spec, depth: usize) -> Value {
    let required = properties.iter().filter(|property| property.required == Some(true));
    Value::Object(required.map(|property| (property.name.clone(), value(property, spec, depth))).collect())
}

fn value(property: &Property, spec: &Spec, depth: usize) -> Value {
    let is_listed = |value: &&Value| property.values.is_empty() || property.values.contains(value);
    let accepted = |value: &&Value| is_literal(value) && property.ty.accepts(value);
    let candidates = property.default.iter().chain(&property.example);
    let texts =
        candidates.filter(|_| property.ty == PropertyType::BuiltIn("string") || is_number(&property.ty));
    let found = texts.filter(is_listed).chain(&property.values).filter(accepted).find(|value| *value != "");
    found.cloned().unwrap_or_else(|| of_type(&property.ty, spec, depth))
}

/// Whether `json!` takes the value as a literal: a whole number without a type must be an `i32`.
fn is_literal(value: &Value) -> bool {
    let is_small = value.as_i64().is_none_or(|number| i32::try_from(number).is_ok());
    is_small && !value.is_array() && !value.is_object()
}

fn is_number(ty: &PropertyType) -> bool {
    matches!(ty, PropertyType::BuiltIn("integer" | "int" | "number" | "float"))
}

fn of_type(ty: &PropertyType, spec: &Spec, depth: usize) -> Value {
    let PropertyType::BuiltIn(name) = ty else {
        return match ty {
            PropertyType::List(_) => json!([]),
            PropertyType::Custom(name) if depth < MAX_DEPTH => {
                spec.custom_type(name).map_or(json!({}), |ty| nested(&ty.fields, spec, depth + 1))
            }
            _ => Value::Object(Map::new()),
        };
    };
    match *name {
        "integer" | "int" | "number" | "float" => 1.into(),
        "boolean" | "bool" => true.into(),
        "object" => json!({}),
        "date" => "2026-01-01T00:00:00Z".into(),
        "bytes" => "aGVsbG8=".into(),
        "file" => json!({"filename": "hello.txt", "content": "aGVsbG8="}),
        "credential_secret_key" => json!({"secretKey": "s3cr3t"}),
        "credential_username_password" => json!({"username": "ada", "password": "s3cr3t"}),
        "credential_token" => json!({"domain": "localhost", "token": "s3cr3t"}),
        "credential_asymmetric_key" => json!({"privateKey": "s3cr3t"}),
        _ => "text".into(),
    }
}

/// The value as `json!(..)` at an indentation, which rustfmt does not change within a macro.
pub fn tokens(value: &Value, indent: usize) -> String {
    let line = json(value);
    let text = match value.as_object() {
        Some(entries) if line.len() > MAX_LINE_BYTES => {
            let entry = |(key, value): (&String, &Value)| {
                format!("{:width$}{}: {},\n", "", string(key), json(value), width = indent + 4)
            };
            format!("{{\n{}{:indent$}}}", entries.iter().map(entry).collect::<String>(), "")
        }
        _ => line,
    };
    format!("json!({text})")
}
