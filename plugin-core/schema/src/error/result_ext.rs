//! Converts errors of other libraries to the error of a step.

use super::plugin_error::{PluginError, Result};
use std::error::Error;
use std::fmt;

/// Adds a text to errors of other libraries and converts them to [`PluginError`] for `?`.
///
/// ```
/// use plugin_core::{Result, ResultExt};
///
/// fn limit(text: &str) -> Result<u32> {
///     text.parse().with_context(|| format!("the limit {text:?} is not a number"))
/// }
///
/// let error = limit("ten").unwrap_err();
/// assert_eq!(error.to_string(), r#"the limit "ten" is not a number"#);
/// assert_eq!(format!("{error:#}"), r#"the limit "ten" is not a number: invalid digit found in string"#);
/// ```
pub trait ResultExt<T>: Sized {
    /// An error becomes the source of a [`PluginError::server`] with this text. A `PluginError` keeps its kind, preset, status and
    /// data; the text precedes its cause.
    ///
    /// # Errors
    /// The converted error.
    fn context(self, text: impl fmt::Display) -> Result<T> {
        self.with_context(|| text)
    }

    /// Like [`ResultExt::context`], with a text that is evaluated only for an error.
    ///
    /// # Errors
    /// The converted error.
    fn with_context<D: fmt::Display>(self, text: impl FnOnce() -> D) -> Result<T>;
}

impl<T, E: Into<Box<dyn Error + Send + Sync>>> ResultExt<T> for std::result::Result<T, E> {
    fn with_context<D: fmt::Display>(self, text: impl FnOnce() -> D) -> Result<T> {
        self.map_err(|error| match error.into().downcast::<PluginError>() {
            Ok(error) => {
                let error = *error;
                let cause = format!("{}: {}", text(), error.cause());
                error.with_cause(cause)
            }
            Err(error) => PluginError::server(text()).with_source(error),
        })
    }
}

/// Status 500. The reply and the log contain the source too.
impl From<std::io::Error> for PluginError {
    fn from(error: std::io::Error) -> Self {
        Self::server("An I/O operation failed").with_source(error)
    }
}

/// Status 500. The reply and the log contain the source too.
impl From<serde_json::Error> for PluginError {
    fn from(error: serde_json::Error) -> Self {
        Self::server("JSON cannot be read or written").with_source(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorKind, Preset};
    use plugin_run::secrets::Redactor;
    use zeroize::Zeroizing;

    #[derive(Debug)]
    struct Outer(std::io::Error);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the vault is sealed")
        }
    }

    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    fn outer(text: &str) -> Outer {
        Outer(std::io::Error::other(text.to_owned()))
    }

    #[test]
    fn other_errors_keep_their_type_and_their_sources() {
        let read = || -> Result<()> { Err(std::io::Error::other("disk full"))? };
        let error = read().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Server);
        assert_eq!(error.to_string(), "An I/O operation failed");
        assert_eq!(format!("{error:#}"), "An I/O operation failed: disk full");
        assert!(error.source().unwrap().is::<std::io::Error>());

        let parse = || -> Result<u8> { Ok(serde_json::from_str("nothing")?) };
        let error = parse().unwrap_err();
        assert!(error.source().unwrap().is::<serde_json::Error>());

        let error = Err::<(), _>(outer("disk full")).context("Opening the vault failed.").unwrap_err();
        let expected = "Opening the vault failed. Caused by: the vault is sealed: disk full";
        assert_eq!(format!("{error:#}"), expected);
        let error = Err::<(), _>("disk full").context("writing").unwrap_err().with_data("page 2");
        assert_eq!(format!("{error:#}"), "writing Response was: page 2 Caused by: disk full");
    }

    #[test]
    fn context_keeps_the_preset_and_the_status() {
        let error = PluginError::from_preset(Preset::NotFound).with_status(404).with_cause("No user.");
        let error = Err::<(), _>(error).context("reading user 7").unwrap_err();
        assert_eq!((error.preset(), error.status()), (Some(Preset::NotFound), Some(404)));
        assert_eq!(error.cause(), "reading user 7: No user.");
    }

    #[test]
    fn secrets_in_sources_are_masked() {
        let redactor = Redactor::of_secrets(&[Zeroizing::new("hunter22".to_owned())]);
        let error =
            PluginError::server("writing").with_source(outer("hunter22 is wrong")).redacted(&redactor);
        assert_eq!(format!("{error:#}"), "writing: the vault is sealed: ******** is wrong");
        assert!(!format!("{error:?}").contains("hunter22"), "{error:?}");
        let error = PluginError::server("writing").with_source(outer("disk full")).redacted(&redactor);
        assert!(error.source().unwrap().is::<Outer>());
    }
}
