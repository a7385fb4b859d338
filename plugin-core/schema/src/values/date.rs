//! Defines a point in time as text.

use crate::error::{PluginError, Preset, Result};
use crate::{Schema, Type, Violation};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A point in time as the workflow engine writes it, usually RFC 3339. It has the type `date` in the specification.
///
/// A date in a message stays unparsed text, since the workflow engine does not validate it. [`Date::parse`] parses it as a
/// [`Timestamp`] or with another time crate. A date that a plugin creates is validated.
///
/// ```
/// use plugin_core::values::{Date, Timestamp};
/// let date: Date = "2026-01-01T01:00:00+01:00".parse().unwrap();
/// assert_eq!(date.as_str(), "2026-01-01T01:00:00+01:00");
/// assert_eq!(date.parse::<Timestamp>().unwrap().to_string(), "2026-01-01T00:00:00Z");
/// assert!("yesterday".parse::<Date>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Date(String);

impl Date {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses the date, e.g. as a [`Timestamp`].
    ///
    /// # Errors
    /// BAD_REQUEST with the text as its data if it is not a valid `T`.
    pub fn parse<T: FromStr>(&self) -> Result<T> {
        parse(&self.0)
    }
}

fn parse<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| {
        PluginError::from_preset(Preset::BadRequest)
            .with_cause("The text is not a valid date.")
            .with_data(text)
    })
}

impl From<Timestamp> for Date {
    fn from(time: Timestamp) -> Self {
        Self(time.to_string())
    }
}

/// BAD_REQUEST with the text as its data if it is not RFC 3339.
impl FromStr for Date {
    type Err = PluginError;

    fn from_str(text: &str) -> Result<Self> {
        Self::try_from(text.to_owned())
    }
}

/// BAD_REQUEST with the text as its data if it is not RFC 3339.
impl TryFrom<String> for Date {
    type Error = PluginError;

    fn try_from(text: String) -> Result<Self> {
        parse::<Timestamp>(&text)?;
        Ok(Self(text))
    }
}

/// BAD_REQUEST with the text as its data if it is not RFC 3339.
impl TryFrom<&str> for Date {
    type Error = PluginError;

    fn try_from(text: &str) -> Result<Self> {
        Self::try_from(text.to_owned())
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
