//! A struct with its fields and their enums.

use super::direction::Direction;
use super::field_context::FieldContext;
use super::imports::Imports;
use super::literal::string;
use super::rust_names::{RustNames, TYPES_MODULE};
use super::struct_field::StructField;
use super::type_rules::has_secret;
use crate::name_allocator::NameAllocator;
use crate::spec::{Property, Spec};
use crate::{casing, keywords};
use plugin_names::RenameRule;

/// A struct.
pub struct StructType<'a> {
    /// The struct's name in Rust.
    pub ident: String,
    /// The struct's name on the wire, if it is a custom type.
    pub type_name: Option<&'a str>,
    /// The direction in which it crosses the wire.
    pub direction: Direction,
    /// The properties that become its fields.
    pub properties: &'a [Property],
}

impl StructType<'_> {
    /// The source text of the struct, after the enums of its fields.
    pub fn write(&self, spec: &Spec, names: &RustNames, imports: &mut Imports) -> String {
        let idents = self.idents();
        let rename_all = self.rename_all(&idents);
        let is_serialized = self.is_serialized(spec);
        let context = FieldContext {
            spec,
            names,
            struct_ident: &self.ident,
            module: if self.type_name.is_some() { TYPES_MODULE } else { "" },
            type_name: self.type_name,
            direction: self.direction,
            is_serialized,
        };
        let rule = rename_all.and_then(RenameRule::from_name).unwrap_or(RenameRule::None);
        let (mut enums, mut fields) = (String::new(), String::new());
        for (property, ident) in self.properties.iter().zip(&idents) {
            let field = StructField { property, ident, context };
            fields.push_str(&field.write(rule, imports, &mut enums));
        }
        let has_secret = !is_serialized && self.properties.iter().any(|property| has_secret(property, spec));
        let derives = self.direction.derives(has_secret);
        for derive in derives {
            match *derive {
                "Clone" | "Debug" => {}
                "Schema" => imports.add("plugin_core", derive),
                _ => imports.add("serde", derive),
            }
        }
        let mut text = enums;
        text.push_str(&format!("#[derive({})]\n", derives.join(", ")));
        if let Some(rule) = rename_all {
            text.push_str(&format!("#[serde(rename_all = \"{rule}\")]\n"));
        }
        let derived_name = RenameRule::Snake.apply_to_variant(&self.ident);
        if let Some(name) = self.type_name.filter(|name| derived_name != **name) {
            text.push_str(&format!("#[schema(name = {})]\n", string(name)));
        }
        if self.direction == Direction::Input || (self.direction == Direction::Both && has_secret) {
            text.push_str("#[allow(dead_code)] // until it is used\n");
        }
        text.push_str(&format!("pub struct {} {{\n{fields}}}\n\n", self.ident));
        text
    }

    /// Whether the struct is part of an output.
    fn is_serialized(&self, spec: &Spec) -> bool {
        match (self.direction, self.type_name) {
            (Direction::Input, _) => false,
            (Direction::Output, _) | (Direction::Both, None) => true,
            (Direction::Both, Some(name)) => {
                let outputs = spec.steps().flat_map(|step| step.output.iter().chain(&step.state));
                spec.types_of(outputs).contains(&name)
            }
        }
    }

    /// The unique Rust names of the fields.
    pub fn idents(&self) -> Vec<String> {
        let mut idents = NameAllocator::default();
        self.properties
            .iter()
            .map(|property| {
                keywords::escape(&idents.allocate(casing::snake_case(&property.name, "field"), "_"))
            })
            .collect()
    }

    /// The rule of `rename_all` that gives each field its name, if several fields need a rename and a rule fits.
    fn rename_all(&self, idents: &[String]) -> Option<&'static str> {
        let fields = || self.properties.iter().zip(idents.iter().map(|ident| keywords::without_raw(ident)));
        if fields().filter(|(property, ident)| property.name != *ident).count() < 2 {
            return None;
        }
        ["camelCase", "PascalCase"].into_iter().find(|name| {
            let Some(rule) = RenameRule::from_name(name) else { return false };
            fields().all(|(property, ident)| rule.apply_to_field(ident) == property.name)
        })
    }
}
