//! Renders a table as an example value that passes validation: the default of each field, its example, or a value of its type. A
//! required text is not empty, since an input is rejected if it is.

use super::dialect::parsed;
use crate::{Field, Struct, Type};
use serde_json::{Map, Value, json};

/// The example value of a table, with sorted keys.
///
/// ```
/// use plugin_core::Schema;
/// use plugin_core::values::SecretKey;
/// use plugin_schema::{Fields, sample};
///
/// #[derive(Schema)]
/// struct Input {
///     /// Secret of the client
///     secret: SecretKey,
///     /// Port of the server
///     #[field(default = 443, example = 8443)]
///     port: u16,
///     /// ID of the user
///     #[field(example = "u-1")]
///     user: String,
/// }
/// let sample = r#"{"port":443,"secret":{"secretKey":"example-secret-key"},"user":"u-1"}"#;
/// assert_eq!(sample::object(Input::table()).to_string(), sample);
/// ```
pub fn object(table: &Struct) -> Value {
    root(table, true)
}

/// The state of a first run: without examples, from which a task would continue, and without optional fields.
///
/// ```
/// use plugin_core::Schema;
/// use plugin_schema::{Fields, sample};
///
/// #[derive(Schema)]
/// struct State {
///     /// Number of the page
///     #[field(example = 7)]
///     page: u64,
///     /// Position in the log
///     #[field(example = "2026-01-01T00:00:00Z")]
///     read_to: Option<String>,
/// }
/// assert_eq!(sample::state(State::table()).to_string(), r#"{"page":0}"#);
/// ```
pub fn state(table: &Struct) -> Value {
    root(table, false)
}

fn root(table: &Struct, has_examples: bool) -> Value {
    // A type that requires a value of its own type has no values.
    nested(table, has_examples, &mut Vec::new()).unwrap_or_else(|| json!({}))
}

/// `open` contains the types around this one. `None` if it requires a value of one of them.
fn nested(table: &Struct, has_examples: bool, open: &mut Vec<&'static str>) -> Option<Value> {
    let mut fields = Vec::new();
    for field in table.fields.iter().filter(|it| has_examples || it.required || it.default.is_some()) {
        match value(field, has_examples, open) {
            Some(value) => fields.push((field.name.to_owned(), value)),
            None if field.required => return None,
            None => {}
        }
    }
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    Some(Value::Object(fields.into_iter().collect()))
}

/// `None` if the value would contain itself.
fn value(field: &Field, has_examples: bool, open: &mut Vec<&'static str>) -> Option<Value> {
    if let Some(default) = field.default {
        return Some(parsed(default));
    }
    let example = field.example.filter(|_| has_examples).map(parsed);
    let is_blank = |example: &Value| field.required && *example == "";
    if let Some(example) = example.filter(|example| is_valid(example, field) && !is_blank(example)) {
        return Some(example);
    }
    if let Some(Value::Array(allowed)) = field.allowed() {
        return allowed.into_iter().next();
    }
    let is_filled = has_examples && field.required;
    let text = |example: &'static str| if is_filled { example } else { "" };
    Some(match field.ty {
        Type::String => text(field.placeholder.unwrap_or_else(|| example_text(field.name))).into(),
        Type::Date => text("2026-01-01T00:00:00Z").into(),
        Type::Bytes => text(EXAMPLE_BYTES).into(),
        Type::Password => text("example-password").into(),
        Type::Enum(_) | Type::Python => text("example").into(),
        Type::Integer | Type::Int | Type::Bounded(_) | Type::Number | Type::Float => 0.into(),
        Type::Boolean | Type::Bool => false.into(),
        Type::Object | Type::Untyped(_) => Value::Object(Map::new()),
        Type::Array(_) => json!([]),
        Type::File => json!({"filename": text("example.txt"), "content": text(EXAMPLE_BYTES)}),
        Type::SecretKey => json!({"secretKey": text("example-secret-key")}),
        Type::UsernamePassword => {
            json!({"username": text("example-user"), "password": text("example-password")})
        }
        Type::Token => json!({"domain": "", "token": text("example-token")}),
        Type::AsymmetricKey => json!({"privateKey": text("example-private-key")}),
        Type::Struct(table) => {
            let table = table();
            if open.contains(&table.name) {
                return None;
            }
            open.push(table.name);
            let sample = nested(table, has_examples, open);
            open.pop();
            sample?
        }
    })
}

/// `example` in base64.
const EXAMPLE_BYTES: &str = "ZXhhbXBsZQ==";

/// A text for a required field without an example. A client is not built without a URL.
fn example_text(name: &str) -> &'static str {
    match name == "url" || name.ends_with("_url") {
        true => "https://example.com",
        false => "example",
    }
}

/// Whether a value has this type. Examples of a specification often do not: they show an object as a text, for instance.
fn has_type(value: &Value, ty: &Type) -> bool {
    match ty {
        Type::String | Type::Date | Type::Bytes | Type::Password | Type::Python => value.is_string(),
        Type::Enum(list) => value.as_str().is_some_and(|text| list.values.contains(&text)),
        Type::Integer | Type::Int | Type::Bounded(_) => value.is_i64() || value.is_u64(),
        Type::Number | Type::Float => value.is_number(),
        Type::Boolean | Type::Bool => value.is_boolean(),
        Type::Object => value.is_object(),
        Type::Untyped(_) => true,
        Type::Array(item) => {
            value.as_array().is_some_and(|items| items.iter().all(|value| has_type(value, item)))
        }
        Type::Struct(table) => value.is_object() && table().fields.iter().all(|field| fits(value, field)),
        Type::File => has_texts(value, &["filename", "content"]),
        Type::SecretKey => has_texts(value, &["secretKey"]),
        Type::UsernamePassword => has_texts(value, &["username", "password"]),
        Type::Token => has_texts(value, &["domain", "token"]),
        Type::AsymmetricKey => has_texts(value, &["privateKey"]),
    }
}

/// Whether the object `value` has a valid value for the field, or none if the field is not required.
fn fits(value: &Value, field: &Field) -> bool {
    match value.get(field.name) {
        Some(value) => is_valid(value, field),
        None => !field.required,
    }
}

/// Whether a value has the type of the field and is in its list.
fn is_valid(value: &Value, field: &Field) -> bool {
    let is_listed = match field.allowed() {
        Some(Value::Array(allowed)) => allowed.contains(value),
        _ => true,
    };
    is_listed && has_type(value, &field.ty)
}

fn has_texts(value: &Value, keys: &[&str]) -> bool {
    keys.iter().all(|key| value.get(key).is_some_and(Value::is_string))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_of_another_type_is_not_used() {
        for (ty, example, is_used) in [
            (Type::Integer, "3", true),
            (Type::Integer, r#""3""#, false),
            (Type::File, r#""{}""#, false),
            (Type::File, r#"{"filename": "a", "content": "aGk="}"#, true),
            (Type::Array(&Type::String), r#"["a", "b"]"#, true),
            (Type::Array(&Type::String), r#"["a", 1]"#, false),
            (Type::SecretKey, r#""s3cr3t""#, false),
        ] {
            assert_eq!(has_type(&parsed(example), &ty), is_used, "{ty:?} {example}");
        }
    }
}
