//! Gives a signing function access to its request.

use super::header_value::{basic_value, secret_value};
use crate::build::url;
use crate::failure::bad_header;
use bytes::Bytes;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use plugin_schema::error::Result;
use plugin_schema::values::ExposeSecret;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use std::fmt;

/// A request to sign, as it will be sent.
///
/// ```
/// use plugin_core::api::{Auth, AuthHeaders};
///
/// let auth = Auth::signed(|request| {
///     let text = [request.method(), request.host(), request.path(), &request.sorted_query()].join("\n");
///     AuthHeaders::new().set("X-Date", &request.date())?.secret("X-Signature", &format!("{}", text.len()))
/// });
/// # let _ = auth;
/// ```
#[derive(Clone)]
pub struct SigningRequest {
    method: Method,
    url: Url,
    body: Bytes,
    now: Timestamp,
}

impl SigningRequest {
    pub(crate) fn new(method: Method, url: Url, body: Bytes, now: Timestamp) -> Self {
        Self { method, url, body, now }
    }

    /// `GET`
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The host in lowercase, with its port if it is not the default port.
    pub fn host(&self) -> &str {
        let authority = self.url.authority();
        authority.rsplit('@').next().unwrap_or(authority)
    }

    /// The encoded path.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// The encoded path and query: `/v1/users?a=1`.
    pub fn path_and_query(&self) -> &str {
        let (url, path) = (self.url.as_str(), self.url.path());
        // The path is a slice of the text of the URL.
        let start = url.len() - self.url.query().map_or(0, |query| query.len() + 1) - path.len();
        &url[start..]
    }

    /// The decoded query parameters in their order.
    pub fn query(&self) -> Vec<(String, String)> {
        self.url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    }

    /// The query parameters sorted by name, as `name=value` joined by `&`. All characters except letters, digits, `_`, `.`, `-` and
    /// `~` are percent-encoded. Parameters with the same name stay in their order.
    pub fn sorted_query(&self) -> String {
        let mut pairs = self.query();
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        let pairs =
            pairs.iter().map(|(name, value)| format!("{}={}", url::path_value(name), url::path_value(value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// The body. Empty if there is none.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The current time, or the time of the [`Stub`](crate::mock::Stub) in a test.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The time in the format of HTTP: `Thu, 01 Jan 2026 00:00:00 GMT`.
    pub fn date(&self) -> String {
        http_date(self.now)
    }

    /// The time in the format of RFC 2822: `Thu, 01 Jan 2026 00:00:00 +0000`.
    pub fn date_rfc2822(&self) -> String {
        format!("{}+0000", self.date().trim_end_matches("GMT"))
    }
}

/// Prints neither query nor body, which may contain secrets.
impl fmt::Debug for SigningRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningRequest({} {}, {} bytes)", self.method, self.path(), self.body.len())
    }
}

/// `Thu, 01 Jan 2026 00:00:00 GMT`
pub(crate) fn http_date(time: Timestamp) -> String {
    rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&time).unwrap_or_default()
}

/// Headers that authenticate a request.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct AuthHeaders(pub(crate) HeaderMap);

impl AuthHeaders {
    /// Creates an empty set of headers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a header that is not secret.
    ///
    /// # Errors
    /// BAD_REQUEST with the name of the header if it is invalid.
    pub fn set(mut self, name: &str, value: &str) -> Result<Self> {
        let value = HeaderValue::from_str(value).map_err(|_| bad_header(name))?;
        self.0.insert(named(name)?, value);
        Ok(self)
    }

    /// Sets a secret header.
    ///
    /// # Errors
    /// BAD_REQUEST with the name of the header if it is invalid.
    pub fn secret(mut self, name: &str, value: impl ExposeSecret) -> Result<Self> {
        self.0.insert(named(name)?, secret_value(value.expose_secret())?);
        Ok(self)
    }

    /// Sets `Authorization: Basic ..`.
    ///
    /// # Errors
    /// If the user name contains a colon.
    pub fn basic(mut self, username: &str, password: impl ExposeSecret) -> Result<Self> {
        self.0.insert(AUTHORIZATION, basic_value(username, password.expose_secret())?);
        Ok(self)
    }
}

fn named(name: &str) -> Result<HeaderName> {
    name.parse().map_err(|_| bad_header(name))
}
