//! Renders tables as sections of `plugin.spec.yaml`.

use super::dialect::parsed;
use crate::{Field, Struct, Type};
use serde_json::{Map, Value};
use std::fmt;

/// The section `input`, `output` or `connection` of a specification. `None` if there are no fields.
pub fn section(table: &Struct) -> Option<Value> {
    let fields: Map<_, _> = table.fields.iter().map(|field| (field.name.to_owned(), entry(field))).collect();
    (!fields.is_empty()).then_some(Value::Object(fields))
}

/// The error for two different types with this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash(pub &'static str);

impl fmt::Display for Clash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "two different types have the name {0:?}: rename one with `#[schema(name = \"..\")]`",
            self.0
        )
    }
}

impl std::error::Error for Clash {}

/// The section `types`: the custom types that these tables use. Each precedes the types that it contains.
///
/// # Errors
/// If two different types have the same name.
pub fn types(tables: &[&'static Struct]) -> Result<Map<String, Value>, Clash> {
    let mut types = Map::new();
    for field in tables.iter().flat_map(|table| table.fields) {
        collect(&field.ty, &mut types)?;
    }
    Ok(types)
}

fn collect(ty: &Type, types: &mut Map<String, Value>) -> Result<(), Clash> {
    match ty {
        Type::Array(item) => collect(item, types),
        Type::Struct(table) => {
            let table = table();
            let fields = section(table).unwrap_or_else(|| Value::Object(Map::new()));
            match types.get(table.name) {
                Some(known) if *known == fields => Ok(()),
                Some(_) => Err(Clash(table.name)),
                None => {
                    types.insert(table.name.to_owned(), fields);
                    table.fields.iter().try_for_each(|field| collect(&field.ty, types))
                }
            }
        }
        _ => Ok(()),
    }
}

fn entry(field: &Field) -> Value {
    let keys = [
        ("title", field.title.map(Value::from)),
        ("description", field.description.map(Value::from)),
        ("type", Some(type_name(&field.ty).into())),
        ("required", field.has_required_key.then(|| field.required.into())),
        ("default", field.default.map(parsed)),
        ("enum", field.allowed()),
        ("placeholder", field.placeholder.map(Value::from)),
        ("tooltip", field.tooltip.map(Value::from)),
        ("example", field.example.map(parsed)),
    ];
    let present = keys.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    let mut entry: Map<_, _> = present.collect();
    if let Some(Value::Object(more)) = field.spec.map(parsed) {
        for (key, value) in more {
            match value {
                Value::Null => drop(entry.shift_remove(&key)),
                value => drop(entry.insert(key, value)),
            }
        }
    }
    Value::Object(entry)
}

/// The name of a type in a specification, e.g. `[]string` or `credential_secret_key`.
pub fn type_name(ty: &Type) -> String {
    let name = match ty {
        Type::String | Type::Enum(_) => "string",
        Type::Integer | Type::Bounded(_) => "integer",
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
        Type::Untyped(name) => name,
    };
    name.to_owned()
}
