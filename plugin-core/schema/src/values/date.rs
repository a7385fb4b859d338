//! Points in time, as text.

use crate::error::{PluginError, Preset, Result};
use crate::{Schema, Type, Violation};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A point in time as the workflow engine writes it, usually RFC 3339. Type `date` in the specification.
///
/// The text is kept as it came, since nobody checks it on the way. [`Date::parse`] reads it, as a
/// [`Timestamp`](super::Timestamp) or with the time crate of your choice.
///
/// ```
/// use plugin_core::values::{Date, Timestamp};
/// let date = Date::from("2026-01-01T01:00:00+01:00");
/// assert_eq!(date.as_str(), "2026-01-01T01:00:00+01:00");
/// assert_eq!(date.parse::<Timestamp>().unwrap().to_string(), "2026-01-01T00:00:00Z");
/// assert!(Date::from("yesterday").parse::<Timestamp>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Date(String);

impl Date {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The date read as a `T`, e.g. a [`Timestamp`](super::Timestamp).
    ///
    /// # Errors
    /// BAD_REQUEST with the text as its data if it is no `T`.
    pub fn parse<T: FromStr>(&self) -> Result<T> {
        self.0.parse().map_err(|_| {
            PluginError::from_preset(Preset::BadRequest)
                .with_cause("The text is not a date that can be read.")
                .with_data(self.as_str())
        })
    }
}

impl<T: Into<String>> From<T> for Date {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Schema for Date {
    const TYPE: Type = Type::Date;

    fn violation(&self) -> Option<Violation> {
        self.0.is_empty().then_some(Violation::Blank)
    }

    fn listed(&self) -> Option<String> {
        self.0.listed()
    }
}
