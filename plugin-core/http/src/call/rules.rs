//! Which answers are failures, and how they read.

use crate::json::is_blank;
use plugin_schema::error::{PluginError, Preset};
use serde_json::Value;

/// How a failure reads: a preset, or words of the plugin's own.
#[derive(Clone, Copy, Debug)]
pub struct ErrorText {
    preset: Option<Preset>,
    cause: Option<&'static str>,
    assistance: Option<&'static str>,
    /// A JSON pointer to what is the data.
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
    /// The failure in these words.
    pub(crate) fn error(&self) -> PluginError {
        let error = match self.preset {
            Some(preset) => PluginError::from_preset(preset),
            None => PluginError::new(Preset::Unknown.cause(), Preset::Unknown.assistance()),
        };
        let error = self.cause.into_iter().fold(error, PluginError::with_cause);
        self.assistance.into_iter().fold(error, PluginError::with_assistance)
    }
}

/// The statuses from `from` to `to`, and how they read.
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

/// How a status reads by these rules, of which the first counts.
pub(crate) fn error_text(rules: &[ErrorRule], status: u16) -> Option<&ErrorText> {
    let rule = rules.iter().find(|rule| (rule.from..=rule.to).contains(&status));
    rule.map(|rule| &rule.text)
}

/// A response with the status of a success whose body is a failure.
#[derive(Clone, Copy, Debug)]
pub struct Reject {
    /// A JSON pointer.
    pub(crate) at: &'static str,
    pub(crate) test: Predicate,
    pub(crate) text: ErrorText,
}

/// What is asked of a value.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum Predicate {
    /// It is there, and is not null, false or empty.
    Present,
    /// It is missing, or is null, false or empty.
    Missing,
    /// It is there and is this JSON text.
    Is(&'static str),
    /// It is missing or is another than this JSON text.
    IsNot(&'static str),
}

#[doc(hidden)]
impl Reject {
    pub const fn new(at: &'static str, test: Predicate, text: ErrorText) -> Self {
        Self { at, test, text }
    }
}

impl Predicate {
    /// Whether it holds for what stands at the place, if anything does.
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
