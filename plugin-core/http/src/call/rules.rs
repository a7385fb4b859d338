//! Which answers are failures, and how they read.

use crate::json::is_blank;
use plugin_schema::error::{PluginError, Preset};
use serde_json::Value;

/// How a failure reads: a preset, or words of the plugin's own.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    preset: Option<Preset>,
    cause: Option<&'static str>,
    assistance: Option<&'static str>,
    /// A JSON pointer to what is the data.
    pub(crate) data: Option<&'static str>,
}

#[doc(hidden)]
impl Reading {
    pub const fn new(
        preset: Option<Preset>,
        cause: Option<&'static str>,
        assistance: Option<&'static str>,
        data: Option<&'static str>,
    ) -> Self {
        Self { preset, cause, assistance, data }
    }
}

impl Reading {
    /// The failure in these words.
    pub(crate) fn error(&self) -> PluginError {
        let error = match self.preset {
            Some(preset) => PluginError::preset(preset),
            None => PluginError::new(Preset::Unknown.cause(), Preset::Unknown.assistance()),
        };
        let error = self.cause.into_iter().fold(error, PluginError::cause);
        self.assistance.into_iter().fold(error, PluginError::assistance)
    }
}

/// The statuses from `from` to `to`, and how they read.
#[derive(Clone, Copy, Debug)]
pub struct ErrorRule {
    from: u16,
    to: u16,
    reading: Reading,
}

#[doc(hidden)]
impl ErrorRule {
    pub const fn new(from: u16, to: u16, reading: Reading) -> Self {
        Self { from, to, reading }
    }
}

/// How a status reads by these rules, of which the first counts.
pub(crate) fn reading(rules: &[ErrorRule], status: u16) -> Option<&Reading> {
    let rule = rules.iter().find(|rule| (rule.from..=rule.to).contains(&status));
    rule.map(|rule| &rule.reading)
}

/// A success that is none, because of what its body says.
#[derive(Clone, Copy, Debug)]
pub struct Reject {
    /// A JSON pointer.
    pub(crate) at: &'static str,
    pub(crate) test: Test,
    pub(crate) reading: Reading,
}

/// What is asked of a value.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum Test {
    /// It is there, and is not null, false or empty.
    There,
    /// It is missing, or is null, false or empty.
    Missing,
    /// It is there and is this JSON text.
    Is(&'static str),
    /// It is missing or is another than this JSON text.
    IsNot(&'static str),
}

#[doc(hidden)]
impl Reject {
    pub const fn new(at: &'static str, test: Test, reading: Reading) -> Self {
        Self { at, test, reading }
    }
}

impl Test {
    /// Whether it holds for what stands at the place, if anything does.
    pub(crate) fn applies(self, value: Option<&Value>) -> bool {
        let is = |text: &str| {
            value.is_some_and(|value| serde_json::from_str(text).is_ok_and(|it: Value| it == *value))
        };
        let is_there = || value.is_some_and(|value| !is_blank(value));
        match self {
            Self::There => is_there(),
            Self::Missing => !is_there(),
            Self::Is(text) => is(text),
            Self::IsNot(text) => !is(text),
        }
    }
}
