//! The failure of a step.

use super::preset::Preset;
use super::source::{self, Source};
use serde_json::Value;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// What a step, a connection or a call of an API returns.
pub type Result<T, E = PluginError> = std::result::Result<T, E>;

/// The failure of a step: what happened, what to do about it, and what there is to see.
///
/// ```
/// use plugin_core::{PluginError, Preset};
///
/// let error = PluginError::from_preset(Preset::NotFound).with_data("user 7");
/// assert_eq!(error.preset_name(), Some("not_found"));
/// assert!(error.to_string().ends_with("Response was: user 7"));
///
/// let error = PluginError::new("The vault is sealed.", "Unseal it and try again.");
/// assert_eq!(error.to_string(), "The step failed: The vault is sealed. Unseal it and try again.");
/// ```
#[derive(Clone)]
#[must_use]
pub struct PluginError(Box<Failure>);

#[derive(Clone)]
struct Failure {
    kind: ErrorKind,
    preset: Option<Preset>,
    cause: String,
    assistance: String,
    data: Option<Value>,
    status: Option<u16>,
    source: Option<Source>,
}

/// Whose failure it is, which decides the status of the answer and how it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A failure that the plugin explains: cause, assistance, data.
    Plugin,
    /// The same, found while a connection was tested.
    ConnectionTest,
    /// The caller's message is wrong.
    Caller,
    /// The plugin or the machine is wrong.
    Server,
    /// A trigger was told to end, which is no failure.
    Stopped,
}

impl PluginError {
    /// A failure with the cause and the assistance of a [`Preset`].
    pub fn from_preset(preset: Preset) -> Self {
        Self::with(ErrorKind::Plugin, Some(preset), preset.cause(), preset.assistance())
    }

    /// A failure in words of your own: what happened, and what to do about it.
    pub fn new(cause: impl Into<String>, assistance: impl Into<String>) -> Self {
        Self::with(ErrorKind::Plugin, None, cause, assistance)
    }

    /// The caller sent something wrong, which no cause and assistance need explain: status 400.
    pub fn caller(text: impl fmt::Display) -> Self {
        Self::with(ErrorKind::Caller, None, text.to_string(), "")
    }

    /// Something here is broken, which the caller cannot mend: status 500. Takes any error: `map_err(PluginError::server)`;
    /// [`ResultExt::context`](super::ResultExt::context) also says what was tried and keeps the error as the source.
    pub fn server(text: impl fmt::Display) -> Self {
        Self::with(ErrorKind::Server, None, text.to_string(), "")
    }

    /// What a trigger ends with when it is told to.
    pub fn stopped() -> Self {
        Self::with(ErrorKind::Stopped, None, "The trigger was told to end.", "")
    }

    /// Whether the trigger was stopped, which is no failure.
    pub fn is_stopped(&self) -> bool {
        self.0.kind == ErrorKind::Stopped
    }

    fn with(
        kind: ErrorKind,
        preset: Option<Preset>,
        cause: impl Into<String>,
        assistance: impl Into<String>,
    ) -> Self {
        let (cause, assistance) = (cause.into(), assistance.into());
        Self(Box::new(Failure { kind, preset, cause, assistance, data: None, status: None, source: None }))
    }

    /// Marks the failure as one of a connection test, which the first words of its text say.
    pub fn of_connection_test(mut self) -> Self {
        if self.0.kind == ErrorKind::Plugin {
            self.0.kind = ErrorKind::ConnectionTest;
        }
        self
    }

    /// Replaces the cause: what happened, as a sentence.
    pub fn with_cause(mut self, cause: impl Into<String>) -> Self {
        self.0.cause = cause.into();
        self
    }

    /// Replaces the assistance: what to do about it, as a sentence.
    pub fn with_assistance(mut self, assistance: impl Into<String>) -> Self {
        self.0.assistance = assistance.into();
        self
    }

    /// What there is to see, such as the text of the API's answer; text or JSON.
    pub fn with_data(mut self, data: impl Into<Value>) -> Self {
        self.0.data = Some(data.into());
        self
    }

    /// The HTTP status that led to the failure.
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// The error that led to the failure, of any type. [`Error::source`] returns it; the reply and the log show its text.
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    /// The HTTP status that led to the failure, if one did.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The preset, if the failure was made from one.
    pub fn preset(&self) -> Option<Preset> {
        self.0.preset
    }

    /// The name of the preset on the wire, e.g. `not_found`.
    pub fn preset_name(&self) -> Option<&'static str> {
        self.0.preset.map(Preset::name)
    }

    /// What happened.
    pub fn cause(&self) -> &str {
        &self.0.cause
    }

    /// What to do about it; empty for [`PluginError::caller`] and [`PluginError::server`].
    pub fn assistance(&self) -> &str {
        &self.0.assistance
    }

    /// The data as text: JSON unless it is text already; empty if there is none, or nothing in it.
    pub fn data(&self) -> String {
        match &self.0.data {
            None | Some(Value::Null | Value::Bool(false)) => String::new(),
            Some(Value::Array(items)) if items.is_empty() => String::new(),
            Some(Value::Object(fields)) if fields.is_empty() => String::new(),
            Some(Value::Number(number)) if number.as_f64() == Some(0.0) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        }
    }

    /// The failure without the secrets that `redactor` knows.
    #[doc(hidden)]
    pub fn redacted(mut self, redactor: &plugin_run::secrets::Redactor) -> Self {
        let Failure { cause, assistance, data, .. } = &mut *self.0;
        for text in [cause, assistance] {
            if let std::borrow::Cow::Owned(shown) = redactor.text(text) {
                *text = shown;
            }
        }
        if let Some(data) = data {
            redactor.value(data);
        }
        self.0.source = self.0.source.map(|source| source::redacted(source, redactor));
        self
    }

    /// Whose failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether it has a cause and an assistance of its own.
    pub fn is_explained(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Plugin | ErrorKind::ConnectionTest)
    }
}

/// The failure in one line. With `{:#}` its sources follow: that is the key `error` of a reply, and the line of the log.
impl fmt::Display for PluginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { cause, assistance, .. } = &*self.0;
        match self.0.kind {
            ErrorKind::Plugin => write!(f, "The step failed: {cause} {assistance}")?,
            ErrorKind::ConnectionTest => write!(f, "The connection test failed: {cause} {assistance}")?,
            ErrorKind::Caller | ErrorKind::Server | ErrorKind::Stopped => f.write_str(cause)?,
        }
        let data = self.data();
        if !data.is_empty() {
            write!(f, " Response was: {data}")?;
        }
        match &self.0.source {
            Some(source) if f.alternate() => {
                let is_open = !self.is_explained() && data.is_empty() && !cause.ends_with('.');
                f.write_str(if is_open { ": " } else { " Caused by: " })?;
                f.write_str(&source::texts(&**source).collect::<Vec<_>>().join(": "))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for PluginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { kind, preset, cause, assistance, data, status, source } = &*self.0;
        f.debug_struct("PluginError")
            .field("kind", kind)
            .field("preset", preset)
            .field("cause", cause)
            .field("assistance", assistance)
            .field("data", data)
            .field("status", status)
            .field("source", source)
            .finish()
    }
}

impl Error for PluginError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
