//! The context of a field: the struct around it and the specification.

use super::direction::Direction;
use super::rust_names::RustNames;
use crate::spec::Spec;

/// The parts of a struct and of its specification that its fields depend on.
#[derive(Clone, Copy)]
pub struct FieldContext<'a> {
    /// The whole specification.
    pub spec: &'a Spec,
    /// The Rust names of its types and steps.
    pub names: &'a RustNames,
    /// The struct's name in Rust.
    pub struct_ident: &'a str,
    /// The path of the module that contains the struct, such as `crate::types`, if it contains custom types.
    pub module: &'a str,
    /// The struct's name on the wire, if it is a custom type.
    pub type_name: Option<&'a str>,
    /// The struct's direction.
    pub direction: Direction,
    /// Whether the struct is part of an output.
    pub is_serialized: bool,
}
