//! Renders a table as an example value: the default of each field, or the empty value of its type.

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
///     secret: SecretKey,
///     #[field(default = 443)]
///     port: u16,
/// }
/// assert_eq!(sample::object(Input::table()).to_string(), r#"{"port":443,"secret":{"secretKey":""}}"#);
/// ```
pub fn object(table: &Struct) -> Value {
    nested(table, &mut Vec::new())
}

/// `open` contains the types around this one, so that recursive types end.
fn nested(table: &Struct, open: &mut Vec<&'static str>) -> Value {
    let mut fields: Vec<_> =
        table.fields.iter().map(|field| (field.name.to_owned(), value(field, open))).collect();
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    Value::Object(fields.into_iter().collect())
}

fn value(field: &Field, open: &mut Vec<&'static str>) -> Value {
    if let Some(default) = field.default {
        return parsed(default);
    }
    if let Some(Value::Array(allowed)) = field.allowed() {
        return allowed.into_iter().next().unwrap_or_default();
    }
    match field.ty {
        Type::String | Type::Enum(_) | Type::Date | Type::Bytes | Type::Password | Type::Python => "".into(),
        Type::Integer | Type::Int | Type::Number | Type::Float => 0.into(),
        Type::Boolean | Type::Bool => false.into(),
        Type::Object | Type::Untyped(_) => Value::Object(Map::new()),
        Type::Array(_) => json!([]),
        Type::File => json!({"filename": "", "content": ""}),
        Type::SecretKey => json!({"secretKey": ""}),
        Type::UsernamePassword => json!({"username": "", "password": ""}),
        Type::Token => json!({"domain": "", "token": ""}),
        Type::AsymmetricKey => json!({"privateKey": ""}),
        Type::Struct(table) => {
            let table = table();
            if open.contains(&table.name) {
                return json!({});
            }
            open.push(table.name);
            let sample = nested(table, open);
            open.pop();
            sample
        }
    }
}
