//! Converts credentials to header values.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plugin_schema::error::{PluginError, Result};
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

pub(super) fn basic_value(username: &str, password: &str) -> Result<HeaderValue> {
    if username.contains(':') {
        return Err(invalid("The user name contains a colon, which HTTP Basic does not allow."));
    }
    let pair = Zeroizing::new(format!("{username}:{password}"));
    let pair = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    secret_value(&Zeroizing::new(format!("Basic {}", *pair)))
}

/// A header value that `Debug` does not print.
pub(super) fn secret_value(value: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        invalid("The credential contains a character that is invalid in an HTTP header, such as a line feed.")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

pub(super) fn invalid(cause: &str) -> PluginError {
    PluginError::new(cause, "Check the credentials in the connection.")
}

/// The secrets in a header value: the whole value, and the part after the scheme.
pub(super) fn secrets_of(value: &HeaderValue) -> Vec<Zeroizing<String>> {
    let text = value.to_str().unwrap_or_default();
    let last = text.rsplit(' ').next().unwrap_or_default();
    [text, last].into_iter().map(|text| Zeroizing::new(text.to_owned())).collect()
}
