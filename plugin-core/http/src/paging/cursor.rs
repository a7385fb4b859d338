//! Where a paged answer goes on.

use plugin_schema::{Schema, Type};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where a paged answer goes on: a value of the API, to be sent back to it. A task keeps it in its state.
///
/// ```
/// use plugin_core::api::Cursor;
/// assert_eq!(serde_json::to_string(&Cursor::from("abc")).unwrap(), "\"abc\"");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub(crate) Value);

impl Cursor {
    /// The cursor if it is text, as most are.
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_str()
    }

    pub(super) fn number(&self) -> Option<u64> {
        self.0.as_u64().or_else(|| self.as_str()?.parse().ok())
    }
}

impl<T: Into<String>> From<T> for Cursor {
    fn from(text: T) -> Self {
        Self(Value::String(text.into()))
    }
}

/// Of the type `string`, as which it is kept in the state of a task.
impl Schema for Cursor {
    const TYPE: Type = Type::String;
}
