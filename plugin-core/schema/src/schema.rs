//! Defines the traits that `#[derive(Schema)]` implements.

use crate::{Struct, Type, Violation};

/// A type that a field of an input, an output or a connection can have.
///
/// Implemented for `String`, `bool`, the integers and floats, `Option`, `Vec`, `Box`, free objects
/// ([`serde_json::Value`], maps with `String` keys), the types of [`crate::values`], and types that derive `Schema`.
///
/// A type with serde's derives of its own names its type on the wire:
///
/// ```
/// use plugin_core::schema::{Schema, Type};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, Serialize)]
/// #[serde(transparent)]
/// struct UserId(String);
///
/// impl Schema for UserId {
///     const TYPE: Type = Type::String;
/// }
///
/// assert!(matches!(<Vec<UserId>>::TYPE, Type::Array(Type::String)));
/// assert!(!<Option<UserId>>::REQUIRED);
/// ```
#[diagnostic::on_unimplemented(
    message = "PLG001: `{Self}` has no schema",
    label = "not a type that a field can have",
    note = "a field may be a String, bool, integer, float, Option, Vec, serde_json::Value, a map, a type of plugin_core::values",
    note = "for a struct or an enum of your own: `#[derive(Schema)]`"
)]
pub trait Schema {
    /// The type in the schema.
    const TYPE: Type;
    /// Whether the field is required: `false` for an `Option`.
    const REQUIRED: bool = true;

    /// Why the schema forbids this value, if it does.
    #[doc(hidden)]
    fn violation(&self) -> Option<Violation> {
        None
    }

    /// This value as JSON text, if it is a scalar that `enum = [..]` can contain.
    #[doc(hidden)]
    fn listed(&self) -> Option<String> {
        None
    }
}

/// A struct with named fields, such as an input or an output. Implemented by `#[derive(Schema)]` and for `()`, which has no fields.
#[diagnostic::on_unimplemented(
    message = "PLG001: `{Self}` is not a struct with named fields",
    label = "inputs and outputs are structs that derive `Schema`",
    note = "wrap it: `#[derive(Schema)] struct Count {{ count: u64 }}`"
)]
pub trait Fields {
    /// The number of fields.
    const COUNT: usize;
    /// Whether the object `{}` is not a value of the struct.
    const NEEDS_VALUES: bool;

    /// The table of the fields, in the order of their declaration.
    fn table() -> &'static Struct;

    /// The first field whose value the schema forbids, and the reason. With `blank`, blank values are forbidden.
    fn validate(&self, blank: bool) -> Option<(&'static str, Violation)>;
}

impl Fields for () {
    const COUNT: usize = 0;
    const NEEDS_VALUES: bool = false;

    fn table() -> &'static Struct {
        &Struct { name: "", fields: &[] }
    }

    fn validate(&self, _: bool) -> Option<(&'static str, Violation)> {
        None
    }
}
