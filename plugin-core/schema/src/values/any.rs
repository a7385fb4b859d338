//! Defines a value without a known type.

use crate::{Schema, Type};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::ops::Deref;

/// Any JSON value, for a field without a known type. Its type in the specification is `array`, or the one of
/// `#[field(type = "..")]`. The schema has no type for it.
///
/// For a list of items of one type use a `Vec`, and for an object with unknown keys a `serde_json::Map`.
///
/// ```
/// use plugin_core::values::Any;
/// let rows: Any = serde_json::from_str("[1, \"two\"]").unwrap();
/// assert_eq!(rows[1], "two");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Any(pub Value);

impl Deref for Any {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

impl Schema for Any {
    const TYPE: Type = Type::Untyped("array");
}
