//! Rules about the types of properties: which are secret, which values they accept, which contain themselves.

use crate::spec::{Property, PropertyType, Spec};
use serde_json::Value;

/// The types whose values are secrets.
pub const SECRET_TYPES: [&str; 5] = [
    "password",
    "credential_secret_key",
    "credential_username_password",
    "credential_token",
    "credential_asymmetric_key",
];

/// Whether the property is a secret or contains one.
pub fn has_secret(property: &Property, spec: &Spec) -> bool {
    let is_secret = |ty: &PropertyType| matches!(innermost(ty), PropertyType::BuiltIn(name) if SECRET_TYPES.contains(name));
    let types = spec.types_of([property]);
    let fields = types.iter().filter_map(|name| spec.custom_type(name)).flat_map(|ty| &ty.fields);
    is_secret(&property.ty) || fields.into_iter().any(|field| is_secret(&field.ty))
}

fn innermost(ty: &PropertyType) -> &PropertyType {
    match ty {
        PropertyType::List(item) => innermost(item),
        other => other,
    }
}

/// Whether the type accepts the value as an example, by the rules of the macro.
pub fn shows(ty: &PropertyType, value: &Value) -> bool {
    let has_text = |name: &str| name == "file" || (SECRET_TYPES.contains(&name) && name != "password");
    match ty {
        PropertyType::BuiltIn(name) if has_text(name) => value.is_string() || value.is_object(),
        _ => ty.accepts(value),
    }
}

/// Whether the custom type `outer` contains `inner`, directly or through other types, without a list between them.
pub fn contains_unboxed(spec: &Spec, outer: &str, inner: &str) -> bool {
    let mut visited = vec![outer];
    let mut next = 0;
    while let Some(name) = visited.get(next).copied() {
        if name == inner {
            return true;
        }
        next += 1;
        for field in spec.custom_type(name).into_iter().flat_map(|ty| &ty.fields) {
            if let PropertyType::Custom(field_type) = &field.ty
                && !visited.contains(&field_type.as_str())
            {
                visited.push(field_type);
            }
        }
    }
    false
}
