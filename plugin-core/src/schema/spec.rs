//! Fields as `plugin.spec.yaml` writes them.

use super::dialect::parsed;
use super::{Field, Struct, Type};
use serde_json::{Map, Value};

/// The section `input`, `output` or `connection` of a specification; `None` if there are no fields.
pub fn section(table: &Struct) -> Option<Value> {
    let fields: Map<_, _> = table.fields.iter().map(|field| (field.name.to_owned(), entry(field))).collect();
    (!fields.is_empty()).then_some(Value::Object(fields))
}

/// The section `types`: the plugin's own types that these tables use, each before those within it.
pub fn types(tables: &[&'static Struct]) -> Option<Value> {
    let mut types = Map::new();
    tables.iter().flat_map(|table| table.fields).for_each(|field| collect(&field.ty, &mut types));
    (!types.is_empty()).then_some(Value::Object(types))
}

fn collect(ty: &Type, types: &mut Map<String, Value>) {
    match ty {
        Type::Array(item) => collect(item, types),
        Type::Struct(table) if !types.contains_key(table().name) => {
            let table = table();
            types.insert(table.name.to_owned(), section(table).unwrap_or_default());
            table.fields.iter().for_each(|field| collect(&field.ty, types));
        }
        _ => {}
    }
}

fn entry(field: &Field) -> Value {
    let keys = [
        ("title", Some(field.title.into())),
        ("description", field.description.map(Value::from)),
        ("type", Some(type_name(&field.ty).into())),
        ("required", Some(field.required.into())),
        ("default", field.default.map(parsed)),
        ("enum", field.allowed()),
        ("placeholder", field.placeholder.map(Value::from)),
        ("tooltip", field.tooltip.map(Value::from)),
        ("example", field.example.map(parsed)),
    ];
    let present = keys.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(present.collect())
}

/// How a type is called in a specification, e.g. `[]string` or `credential_secret_key`.
pub fn type_name(ty: &Type) -> String {
    let name = match ty {
        Type::String | Type::Enum(_) => "string",
        Type::Integer => "integer",
        Type::Int => "int",
        Type::Number => "number",
        Type::Float => "float",
        Type::Boolean => "boolean",
        Type::Bool => "bool",
        Type::Object => "object",
        Type::Date => "date",
        Type::Bytes => "bytes",
        Type::File => "file",
        Type::Password => "password",
        Type::Python => "python",
        Type::SecretKey => "credential_secret_key",
        Type::UsernamePassword => "credential_username_password",
        Type::Token => "credential_token",
        Type::AsymmetricKey => "credential_asymmetric_key",
        Type::Array(item) => return format!("[]{}", type_name(item)),
        Type::Struct(table) => table().name,
    };
    name.to_owned()
}
