//! Defines the error of a step.

use super::preset::Preset;
use super::source::{self, Source};
use serde_json::Value;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The result of a step, a connection or an API call.
pub type Result<T, E = PluginError> = std::result::Result<T, E>;

/// The error of a step: its cause, the assistance for the user, and data for analysis.
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
///
/// # Errors of other libraries
///
/// `?` converts `std::io::Error` and `serde_json::Error`. For any other error the compiler reports ``the trait bound `PluginError:
/// From<..>` is not satisfied`` or "`?` couldn't convert the error to `PluginError`". No crate can change this text. There are two ways:
///
/// ```
/// use plugin_core::{PluginError, Result, ResultExt};
///
/// // The text of the plugin, and the error as its source:
/// fn limit(text: &str) -> Result<u32> {
///     text.parse().context("the limit is not a number")
/// }
///
/// // Only the text of the error:
/// fn port(text: &str) -> Result<u16> {
///     text.parse().map_err(PluginError::server)
/// }
///
/// assert_eq!(format!("{:#}", limit("ten").unwrap_err()), "the limit is not a number: invalid digit found in string");
/// assert_eq!(port("ten").unwrap_err().to_string(), "invalid digit found in string");
/// ```
#[derive(Clone)]
#[must_use]
pub struct PluginError(Box<Details>);

#[derive(Clone)]
struct Details {
    kind: ErrorKind,
    preset: Option<Preset>,
    cause: String,
    assistance: String,
    data: Option<Value>,
    status: Option<u16>,
    source: Option<Source>,
}

/// The kind of an error. It determines the status of the reply and the beginning of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An error with a cause and an assistance.
    Plugin,
    /// An error with a cause and an assistance in a connection test.
    ConnectionTest,
    /// An error in the message of the caller.
    Caller,
    /// An error of the plugin or of the machine.
    Server,
    /// The trigger was stopped. The run is a success.
    Stopped,
}

impl PluginError {
    /// An error with the cause and the assistance of a [`Preset`].
    pub fn from_preset(preset: Preset) -> Self {
        Self::with(ErrorKind::Plugin, Some(preset), preset.cause(), preset.assistance())
    }

    /// An error with a custom cause and assistance: what happened, and what to do about it.
    pub fn new(cause: impl Into<String>, assistance: impl Into<String>) -> Self {
        Self::with(ErrorKind::Plugin, None, cause, assistance)
    }

    /// An error of the caller without an assistance: status 400.
    pub fn caller(text: impl fmt::Display) -> Self {
        Self::with(ErrorKind::Caller, None, text.to_string(), "")
    }

    /// An error that the caller cannot correct: status 500. Accepts any error: `map_err(PluginError::server)`.
    /// [`ResultExt::context`](super::ResultExt::context) also adds a text and keeps the error as the source.
    pub fn server(text: impl fmt::Display) -> Self {
        Self::with(ErrorKind::Server, None, text.to_string(), "")
    }

    /// The error with which a trigger ends when it is stopped.
    pub fn stopped() -> Self {
        Self::with(ErrorKind::Stopped, None, "The trigger was stopped.", "")
    }

    /// Whether the error means that the trigger was stopped.
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
        Self(Box::new(Details { kind, preset, cause, assistance, data: None, status: None, source: None }))
    }

    /// Changes the kind to an error of a connection test, so that its message begins accordingly.
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

    /// Sets the data, such as the response body of the API: text or JSON.
    pub fn with_data(mut self, data: impl Into<Value>) -> Self {
        self.0.data = Some(data.into());
        self
    }

    /// Sets the HTTP status that caused the error.
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Sets the error of any type that caused this one. [`Error::source`] returns it; the reply and the log show its text.
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    /// The HTTP status that caused the error, if there is one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The preset, if the error was created from one.
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

    /// The data: text as it is, other values as JSON. Empty if there is none or if the value is empty.
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

    /// Masks secrets in the error.
    #[doc(hidden)]
    pub fn redacted(mut self, redactor: &plugin_run::secrets::Redactor) -> Self {
        let Details { cause, assistance, data, .. } = &mut *self.0;
        for text in [cause, assistance] {
            if let std::borrow::Cow::Owned(masked) = redactor.text(text) {
                *text = masked;
            }
        }
        if let Some(data) = data {
            redactor.value(data);
        }
        self.0.source = self.0.source.map(|source| source::redacted(source, redactor));
        self
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the error has a cause and an assistance.
    #[doc(hidden)]
    pub fn is_explained(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Plugin | ErrorKind::ConnectionTest)
    }
}

/// The error in one line. `{:#}` appends its sources, as in the key `error` of a reply and in the log.
impl fmt::Display for PluginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { cause, assistance, .. } = &*self.0;
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
        let Details { kind, preset, cause, assistance, data, status, source } = &*self.0;
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
