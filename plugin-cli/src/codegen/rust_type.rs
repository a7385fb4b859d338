//! The Rust type of a property.

use super::field_context::FieldContext;
use super::imports::Imports;
use super::type_rules::{SECRET_TYPES, contains_unboxed};
use crate::spec::PropertyType;

/// A type in Rust.
pub struct RustType {
    /// The type as source text.
    pub text: String,
    /// The type's name in the specification, if the macro cannot derive it from the Rust type.
    pub spec_name: Option<String>,
}

impl RustType {
    /// The Rust type of `ty`; its names are imported.
    pub fn new(ty: &PropertyType, context: FieldContext<'_>, imports: &mut Imports) -> Self {
        TypeMapping { context, imports }.rust_type(ty, false)
    }

    fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), spec_name: None }
    }

    fn renamed(text: &str, spec_name: &str) -> Self {
        Self { text: text.to_owned(), spec_name: Some(spec_name.to_owned()) }
    }
}

struct TypeMapping<'a, 'i> {
    context: FieldContext<'a>,
    imports: &'i mut Imports,
}

impl TypeMapping<'_, '_> {
    fn rust_type(&mut self, ty: &PropertyType, in_list: bool) -> RustType {
        match ty {
            PropertyType::List(item) => {
                let RustType { text, spec_name } = self.rust_type(item, true);
                RustType {
                    text: format!("Vec<{text}>"),
                    spec_name: spec_name.map(|name| format!("[]{name}")),
                }
            }
            PropertyType::Custom(name) => RustType::plain(&self.custom(name, in_list)),
            PropertyType::Unknown(name) => {
                let spec_name = (name != "array" && !name.is_empty()).then(|| name.clone());
                RustType { text: self.value("Any"), spec_name }
            }
            PropertyType::BuiltIn(name) => self.built_in(name),
        }
    }

    /// A custom type, boxed where it contains itself. A list needs no box, since it is a pointer already.
    fn custom(&mut self, name: &str, in_list: bool) -> String {
        let ident = self.context.names.custom_type(name);
        let module = self.context.names.module(name);
        if self.context.module != module {
            self.imports.add(module, ident);
        }
        let is_recursive =
            self.context.type_name.is_some_and(|outer| contains_unboxed(self.context.spec, name, outer));
        if is_recursive && !in_list { format!("Box<{ident}>") } else { ident.to_owned() }
    }

    fn built_in(&mut self, name: &'static str) -> RustType {
        // The runtime's secret types do not serialize, so an output has `String` or `Any` instead.
        if SECRET_TYPES.contains(&name) && self.context.is_serialized {
            return match name {
                "password" => RustType::renamed("String", name),
                _ => RustType::renamed(&self.value("Any"), name),
            };
        }
        let value = match name {
            "string" => return RustType::plain("String"),
            "integer" => return RustType::plain("i64"),
            "int" => return RustType::renamed("i64", name),
            "number" => return RustType::renamed("f64", name),
            "float" => return RustType::plain("f64"),
            "boolean" => return RustType::plain("bool"),
            "bool" => return RustType::renamed("bool", name),
            "python" => return RustType::renamed("String", name),
            "object" => {
                self.imports.add("serde_json", "Map");
                self.imports.add("serde_json", "Value");
                return RustType::plain("Map<String, Value>");
            }
            "date" => "Date",
            "bytes" => "Bytes",
            "file" => "File",
            "password" => "Password",
            "credential_secret_key" => "SecretKey",
            "credential_username_password" => "UsernamePassword",
            "credential_token" => "Token",
            _ => "AsymmetricKey",
        };
        RustType::plain(&self.value(value))
    }

    /// Imports a type of `plugin_core::values`.
    fn value(&mut self, name: &str) -> String {
        self.imports.add("plugin_core::values", name);
        name.to_owned()
    }
}
