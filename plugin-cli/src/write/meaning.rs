//! What the type of a property means for the code.

use crate::spec::{Property, Spec, Type};
use serde_json::Value;

/// Whether a value of the property, or a part of it, is a secret.
pub fn is_secret(property: &Property, spec: &Spec) -> bool {
    let is_secret = |ty: &Type| matches!(innermost(ty), Type::BuiltIn(name) if SECRETS.contains(name));
    let types = spec.used([property]);
    let fields = types.iter().filter_map(|name| spec.custom(name)).flat_map(|ty| &ty.fields);
    is_secret(&property.ty) || fields.into_iter().any(|field| is_secret(&field.ty))
}

/// The types whose values are secrets.
pub const SECRETS: [&str; 5] = [
    "password",
    "credential_secret_key",
    "credential_username_password",
    "credential_token",
    "credential_asymmetric_key",
];

fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::List(item) => innermost(item),
        other => other,
    }
}

/// Whether a value is one of that type, as the macro will ask.
pub fn fits(ty: &Type, value: &Value) -> bool {
    match ty {
        Type::List(_) => value.is_array(),
        Type::Custom(_) => value.is_object(),
        Type::Unknown(_) => true,
        Type::BuiltIn(name) => match *name {
            "string" | "date" | "bytes" | "password" | "python" => value.is_string(),
            "integer" | "int" => value.is_i64() || value.is_u64(),
            "number" | "float" => value.is_number(),
            "boolean" | "bool" => value.is_boolean(),
            "object" | "file" => value.is_object(),
            _ => false,
        },
    }
}

/// Whether a value of the type `from` may lie within itself as one of type `to`, without a list between.
pub fn reaches(spec: &Spec, from: &str, to: &str) -> bool {
    let mut seen = vec![from];
    let mut at = 0;
    while let Some(name) = seen.get(at).copied() {
        if name == to {
            return true;
        }
        at += 1;
        for field in spec.custom(name).into_iter().flat_map(|ty| &ty.fields) {
            if let Type::Custom(next) = &field.ty
                && !seen.contains(&next.as_str())
            {
                seen.push(next);
            }
        }
    }
    false
}
