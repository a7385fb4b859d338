//! New fields of a struct that exists.

use super::direction::Direction;
use super::field_context::FieldContext;
use super::imports::Imports;
use super::rust_names::RustNames;
use super::struct_field::StructField;
use crate::name_allocator::NameAllocator;
use crate::spec::{Property, Spec};
use crate::{casing, keywords};
use plugin_names::RenameRule;

/// A struct that exists.
pub struct ExistingStruct<'a> {
    /// The name in Rust.
    pub ident: &'a str,
    /// The name on the wire, if it is a custom type.
    pub type_name: Option<&'a str>,
    /// The path of its module.
    pub module: &'a str,
    /// Whether it derives `Serialize` and `Deserialize`.
    pub is_serialized: bool,
    pub is_deserialized: bool,
    /// Its rule of `rename_all`.
    pub rename_all: RenameRule,
    /// The names of its fields in Rust.
    pub fields: Vec<&'a str>,
}

/// The source text of new fields.
pub struct NewFields {
    /// The name and the text of each field.
    pub fields: Vec<(String, String)>,
    /// The enums of the fields.
    pub enums: String,
    /// The imports of both.
    pub imports: Imports,
}

/// The fields of these properties.
pub fn new_fields(
    known: &ExistingStruct<'_>,
    properties: &[&Property],
    spec: &Spec,
    names: &RustNames,
) -> NewFields {
    let direction = match (known.is_deserialized, known.is_serialized) {
        (true, true) => Direction::Both,
        (false, true) => Direction::Output,
        _ => Direction::Input,
    };
    let context = FieldContext {
        spec,
        names,
        struct_ident: known.ident,
        module: known.module,
        type_name: known.type_name,
        direction,
        is_serialized: known.is_serialized,
    };
    let mut idents =
        NameAllocator::with_reserved(known.fields.iter().map(|ident| keywords::without_raw(ident)));
    let mut new = NewFields { fields: Vec::new(), enums: String::new(), imports: Imports::default() };
    for property in properties {
        let ident = idents.allocate(casing::snake_case(&property.name, "field"), "_");
        let ident = keywords::escape(&ident);
        let field = StructField { property, ident: &ident, context };
        let text = field.write(known.rename_all, &mut new.imports, &mut new.enums);
        new.fields.push((ident, text));
    }
    new
}
