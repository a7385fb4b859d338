//! The traits that `#[derive(Schema)]` implements.

use crate::{Struct, Type, Violation};

/// A type that a field of an input, an output or a connection may have.
///
/// Implemented for `String`, `bool`, the integers and floats, `Option`, `Vec`, `Box`, free objects
/// ([`serde_json::Value`], maps with `String` keys), the types of [`crate::values`], and whatever derives `Schema`.
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
    message = "`{Self}` has no schema",
    label = "not a type that a field can have",
    note = "a field may be a String, bool, integer, float, Option, Vec, serde_json::Value, a map, a type of plugin_core::values",
    note = "for a struct or an enum of your own: `#[derive(Schema)]`"
)]
pub trait Schema {
    /// How the type is written in a schema.
    const TYPE: Type;
    /// Whether the field must be there: `false` for an `Option`.
    const REQUIRED: bool = true;

    /// What is wrong with this value though it has the right Rust type; `None` for most values.
    #[doc(hidden)]
    fn violation(&self) -> Option<Violation> {
        None
    }

    /// This value as JSON text, if it is a scalar that an `enum = [..]` list can hold.
    #[doc(hidden)]
    fn listed(&self) -> Option<String> {
        None
    }
}

/// A struct with named fields: what an action takes and returns. Comes with `#[derive(Schema)]`; `()` has no fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct with named fields",
    label = "inputs and outputs are structs that derive `Schema`",
    note = "wrap it: `#[derive(Schema)] struct Count {{ count: u64 }}`"
)]
pub trait Fields {
    /// How many fields there are.
    const COUNT: usize;

    /// The table of the fields, in the order in which they are declared.
    fn table() -> &'static Struct;

    /// The first field with a value that its schema forbids. Blank values count only where `blank` is true.
    fn validate(&self, blank: bool) -> Option<(&'static str, Violation)>;
}

impl Fields for () {
    const COUNT: usize = 0;

    fn table() -> &'static Struct {
        &Struct { name: "", fields: &[] }
    }

    fn validate(&self, _: bool) -> Option<(&'static str, Violation)> {
        None
    }
}
