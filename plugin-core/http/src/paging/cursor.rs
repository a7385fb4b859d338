//! Defines the position in a paged response.

use plugin_schema::{Schema, Type};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The position in a paged response: a value that the API returns and expects back. A task stores it in its state.
///
/// ```
/// use plugin_core::api::Cursor;
/// assert_eq!(serde_json::to_string(&Cursor::from("abc")).unwrap(), "\"abc\"");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub(crate) Value);

impl Cursor {
    /// The cursor as text, if it is a string.
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

/// The type is `string`, as in the state of a task.
impl Schema for Cursor {
    const TYPE: Type = Type::String;
}
