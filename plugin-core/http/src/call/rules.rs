//! Defines the settings `errors` and `reject`: which responses are failures, and their errors.

use crate::json::is_blank;
use plugin_schema::error::{PluginError, Preset};
use serde_json::Value;

/// The error of a failure: a preset, or a custom cause and assistance.
#[derive(Clone, Copy, Debug)]
pub struct ErrorText {
    preset: Option<Preset>,
    cause: Option<&'static str>,
    assistance: Option<&'static str>,
    /// The JSON pointer to the data.
    pub(crate) data: Option<&'static str>,
}

#[doc(hidden)]
impl ErrorText {
    pub const fn new(
        preset: Option<Preset>,
        cause: Option<&'static str>,
        assistance: Option<&'static str>,
        data: Option<&'static str>,
    ) -> Self {
        Self { preset, cause, assistance, data }
    }
}

impl ErrorText {
    /// Creates the error.
    pub(crate) fn error(&self) -> PluginError {
        let error = match self.preset {
            Some(preset) => PluginError::from_preset(preset),
            None => PluginError::new(Preset::Unknown.cause(), Preset::Unknown.assistance()),
        };
        let error = self.cause.into_iter().fold(error, PluginError::with_cause);
        self.assistance.into_iter().fold(error, PluginError::with_assistance)
    }
}

/// The statuses from `from` to `to` and their error.
#[derive(Clone, Copy, Debug)]
pub struct ErrorRule {
    from: u16,
    to: u16,
    text: ErrorText,
}

#[doc(hidden)]
impl ErrorRule {
    pub const fn new(from: u16, to: u16, text: ErrorText) -> Self {
        Self { from, to, text }
    }
}

/// The error of a status by the first matching rule.
pub(crate) fn error_text(rules: &[ErrorRule], status: u16) -> Option<&ErrorText> {
    let rule = rules.iter().find(|rule| (rule.from..=rule.to).contains(&status));
    rule.map(|rule| &rule.text)
}

/// A rule for successful responses whose body reports a failure.
#[derive(Clone, Copy, Debug)]
pub struct Reject {
    /// The JSON pointer to the value.
    pub(crate) at: &'static str,
    pub(crate) test: Predicate,
    pub(crate) text: ErrorText,
}

/// A condition on a value.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum Predicate {
    /// The value is present and not null, false or empty.
    Present,
    /// The value is missing, null, false or empty.
    Missing,
    /// The value is present and equals this JSON text.
    Is(&'static str),
    /// The value is missing or differs from this JSON text.
    IsNot(&'static str),
}

#[doc(hidden)]
impl Reject {
    pub const fn new(at: &'static str, test: Predicate, text: ErrorText) -> Self {
        Self { at, test, text }
    }
}

impl Predicate {
    /// Whether the condition holds for the value, if there is one.
    pub(crate) fn applies(self, value: Option<&Value>) -> bool {
        let is = |text: &str| {
            value.is_some_and(|value| serde_json::from_str(text).is_ok_and(|it: Value| it == *value))
        };
        let is_there = || value.is_some_and(|value| !is_blank(value));
        match self {
            Self::Present => is_there(),
            Self::Missing => !is_there(),
            Self::Is(text) => is(text),
            Self::IsNot(text) => !is(text),
        }
    }
}
