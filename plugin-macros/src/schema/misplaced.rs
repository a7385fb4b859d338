//! Reports attributes of the framework in a place where they have no effect.

use crate::errors::Errors;
use crate::placement::OF_ARGUMENTS;
use syn::{Attribute, Data, DeriveInput};

pub fn check(input: &DeriveInput, errors: &mut Errors) {
    check_attrs(&input.attrs, "the type", "schema", errors);
    match &input.data {
        Data::Struct(data) => {
            data.fields.iter().for_each(|field| check_attrs(&field.attrs, "a field", "field", errors));
        }
        Data::Enum(data) => {
            data.variants.iter().for_each(|variant| check_attrs(&variant.attrs, "a variant", "", errors));
        }
        Data::Union(_) => {}
    }
}

/// Reports the attributes that do not apply to `place`, whose attribute is `own`.
fn check_attrs(attrs: &[Attribute], place: &str, own: &str, errors: &mut Errors) {
    for attr in attrs {
        let Some(name) = attr.path().get_ident() else { continue };
        let applies_to = match name.to_string().as_str() {
            "schema" => "the type",
            "field" => "a field",
            name if OF_ARGUMENTS.contains(&name) => "an argument of a call",
            _ => continue,
        };
        if applies_to != place {
            let help = match own {
                _ if applies_to == "an argument of a call" => {
                    "mark the argument of the `#[api_call]`".to_owned()
                }
                "" => "`#[serde(rename = \"..\")]` sets the name of a variant".to_owned(),
                own => format!("write `#[{own}(..)]`"),
            };
            errors
                .at(name, format_args!("`#[{name}]` applies to {applies_to}, not to {place}\nhelp: {help}"));
        }
    }
}
