//! Values of which nothing is known.

use crate::{Schema, Type};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::ops::Deref;

/// Any JSON, for a field of which the specification does not say what it holds. Its type there is `array`, or whatever
/// `#[field(type = "..")]` calls it; the schema says nothing of it.
///
/// A list whose items have one type is better a `Vec`, an object whose keys differ a `serde_json::Map`.
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
