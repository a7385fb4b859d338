//! How a client proves who it is.

use crate::error::{PluginError, Result};
use crate::values::UsernamePassword;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use zeroize::Zeroizing;

/// The header that a client proves with who it is. Sent with each request, never printed.
///
/// ```
/// use plugin_core::api::Auth;
/// let auth = Auth::header("X-Api-Key", "s3cr3t").unwrap();
/// assert!(!format!("{auth:?}").contains("s3cr3t"));
/// ```
#[derive(Clone, Debug)]
pub struct Auth {
    pub(super) name: HeaderName,
    pub(super) value: HeaderValue,
}

impl Auth {
    /// User name and password: `Authorization: Basic ..`.
    ///
    /// # Errors
    /// BAD_REQUEST if the user name contains a colon, at which the API would cut it.
    pub fn basic(credentials: &UsernamePassword) -> Result<Self> {
        if credentials.username.contains(':') {
            return Err(invalid("The user name contains a colon, which HTTP Basic cannot carry."));
        }
        let pair = Zeroizing::new(format!("{}:{}", credentials.username, credentials.password.expose()));
        Self::authorization("Basic", &Zeroizing::new(STANDARD.encode(pair.as_bytes())))
    }

    /// A token: `Authorization: Bearer ..`.
    ///
    /// # Errors
    /// BAD_REQUEST if the token contains a character that a header cannot carry.
    pub fn bearer(token: &str) -> Result<Self> {
        Self::authorization("Bearer", token)
    }

    /// A header of the API's own, e.g. `X-Api-Key`.
    ///
    /// # Errors
    /// BAD_REQUEST if the name or the value contains a character that a header cannot carry.
    pub fn header(name: &str, value: &str) -> Result<Self> {
        let name = name.parse().map_err(|_| invalid("The name of the header for the API key is not one."))?;
        Self::with(name, value)
    }

    fn authorization(scheme: &str, credential: &str) -> Result<Self> {
        Self::with(AUTHORIZATION, &Zeroizing::new(format!("{scheme} {credential}")))
    }

    fn with(name: HeaderName, value: &str) -> Result<Self> {
        let told = || {
            invalid(
                "The credential contains a character that an HTTP header cannot carry, such as a line feed.",
            )
        };
        let mut value = HeaderValue::from_str(value).map_err(|_| told())?;
        value.set_sensitive(true);
        Ok(Self { name, value })
    }
}

fn invalid(cause: &str) -> PluginError {
    PluginError::new(cause, "Check the credentials in the connection.")
}
