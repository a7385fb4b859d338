//! What can be wrong with a struct that each of its fields is right in.

use super::model::Record;
use crate::errors::Errors;

/// Types of the specification, which its own types cannot be called like.
const RESERVED: [&str; 18] = [
    "string",
    "integer",
    "int",
    "number",
    "float",
    "boolean",
    "bool",
    "object",
    "array",
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

/// Names of types that `#[field(type = "..")]` may give.
pub const TYPES: [(&str, &str); 17] = [
    ("string", "String"),
    ("integer", "Integer"),
    ("int", "Int"),
    ("number", "Number"),
    ("float", "Float"),
    ("boolean", "Boolean"),
    ("bool", "Bool"),
    ("date", "Date"),
    ("bytes", "Bytes"),
    ("python", "Python"),
    ("password", "Password"),
    ("object", "Object"),
    ("file", "File"),
    ("credential_secret_key", "SecretKey"),
    ("credential_username_password", "UsernamePassword"),
    ("credential_token", "Token"),
    ("credential_asymmetric_key", "AsymmetricKey"),
];

pub fn record(record: &Record<'_>, errors: &mut Errors) {
    check_name(record, errors);
    check_names_differ(record, errors);
}

fn check_name(record: &Record<'_>, errors: &mut Errors) {
    if RESERVED.contains(&record.name.as_str()) {
        let message = format!(
            "`{}` is a type of the specification itself\nhelp: name this one `#[schema(name = \"my_{}\")]`",
            record.name, record.name
        );
        match &record.name_setting {
            Some(setting) => errors.at(setting, message),
            None => errors.at(record.ident, message),
        }
    }
}

fn check_names_differ(record: &Record<'_>, errors: &mut Errors) {
    for (index, field) in record.fields.iter().enumerate() {
        if let Some(first) = record.fields[..index].iter().find(|first| first.name == field.name) {
            errors.at(field.ident, format_args!("two fields are called `{}` on the wire", field.name));
            errors.at(first.ident, "this is the first");
        }
    }
}
