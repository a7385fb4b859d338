//! Checks between the fields of a struct, and of its name.

use super::model::{FieldModel, StructModel};
use crate::errors::Errors;
use crate::func::{source_text, type_arguments, type_name};
use syn::Type;

/// Names that the specification reserves.
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

/// The values of `#[field(type = "..")]`, and the variants of `Type` that they mean.
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

pub fn check(record: &StructModel<'_>, errors: &mut Errors) {
    check_name(record, errors);
    check_names_differ(record, errors);
    for field in &record.fields {
        check_options(field.ty, errors);
        check_listed(field, errors);
        check_type_default(field, errors);
    }
}

fn check_name(record: &StructModel<'_>, errors: &mut Errors) {
    if RESERVED.contains(&record.name.as_str()) {
        let message = format!(
            "the specification reserves the name `{}`\nhelp: choose another one: `#[schema(name = \"my_{}\")]`",
            record.name, record.name
        );
        match &record.name_setting {
            Some(setting) => errors.at(setting, message),
            None => errors.at(record.ident, message),
        }
    }
}

fn check_names_differ(record: &StructModel<'_>, errors: &mut Errors) {
    for (index, field) in record.fields.iter().enumerate() {
        if let Some(first) = record.fields[..index].iter().find(|first| first.name == field.name) {
            errors.at(field.ident, format_args!("two fields have the name `{}` on the wire", field.name));
            errors.note(first.ident, "the first one is here");
        }
    }
}

/// Reports a default or an example that is not one of the allowed values. Those of a list are the values of its items.
fn check_listed(field: &FieldModel<'_>, errors: &mut Errors) {
    if field.unchecked || field.values.is_empty() {
        return;
    }
    for (name, json) in [("default", &field.default), ("example", &field.example)] {
        let json = json.as_ref().filter(|json| json.kind() != "array");
        if let Some(json) = json.filter(|json| !field.values.iter().any(|value| value.text == json.text)) {
            let values: Vec<_> = field.values.iter().map(|value| format!("`{}`", value.text)).collect();
            let help = format!("help: the allowed values are {}", values.join(", "));
            errors.at(&json.tokens, format_args!("the {name} is not one of the allowed values\n{help}"));
        }
    }
}

/// Reports a default for people that differs from the one that serde fills in.
fn check_type_default(field: &FieldModel<'_>, errors: &mut Errors) {
    let (Some(shown), Some(filled_in)) = (&field.default, type_default(field.ty)) else { return };
    if field.unchecked || !field.is_type_default || filled_in.contains(&shown.text.as_str()) {
        return;
    }
    let message = format!("`#[serde(default)]` fills in {} if the field is absent", filled_in[0]);
    let help = "write `#[serde(default = \"function\")]`, where the function returns this default";
    errors.at(&shown.tokens, format_args!("{message}, not this default\nhelp: {help}"));
}

/// The default of a type of the standard library, as JSON can write it.
fn type_default(ty: &Type) -> Option<&'static [&'static str]> {
    Some(match type_name(ty)?.to_string().as_str() {
        "bool" => &["false"],
        "String" => &["\"\""],
        "Vec" => &["[]"],
        "f32" | "f64" => &["0", "0.0", "-0", "-0.0"],
        "i8" | "i16" | "i32" | "i64" | "isize" | "u8" | "u16" | "u32" | "u64" | "usize" => &["0", "-0"],
        _ => return None,
    })
}

/// Reports an `Option` within an `Option`. An alias is not seen, and harmless: its values are those of one `Option`.
fn check_options(ty: &Type, errors: &mut Errors) {
    let innermost = innermost_option(ty);
    if !std::ptr::eq(innermost, ty) {
        let message = "an absent value and null are the same on the wire, so one `Option` is enough";
        errors.at(ty, format_args!("{message}\nhelp: write `{}`", source_text(innermost)));
    }
    type_arguments(innermost).iter().for_each(|argument| check_options(argument, errors));
}

/// `Option<T>` of `Option<Option<T>>`. Other types stay as they are.
fn innermost_option(ty: &Type) -> &Type {
    match type_arguments(ty)[..] {
        [inner] if is_option(ty) && is_option(inner) => innermost_option(inner),
        _ => ty,
    }
}

pub fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == "Option"),
        _ => false,
    }
}
