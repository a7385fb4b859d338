//! Defines the credentials that a login returns.

use super::header_value::{invalid, secret_value, secrets_of};
use crate::build::url;
use jiff::Timestamp;
use plugin_schema::error::Result;
use plugin_schema::values::ExposeSecret;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use std::time::Duration;
use zeroize::Zeroizing;

/// The credentials that a login returns: headers for further requests, their lifetime, and an optional base URL.
#[derive(Clone)]
#[must_use]
pub struct Credentials {
    pub(super) headers: HeaderMap,
    token: Zeroizing<String>,
    lifetime: Option<Duration>,
    expires: Option<Timestamp>,
    /// The time to renew the credentials.
    pub(super) refresh_at: Option<Timestamp>,
    pub(crate) base: Option<Url>,
}

impl Credentials {
    /// `Authorization: Bearer ..`
    ///
    /// # Errors
    /// If the token contains a character that is invalid in a header.
    pub fn bearer(token: impl ExposeSecret) -> Result<Self> {
        let token = token.expose_secret();
        let value = secret_value(&Zeroizing::new(format!("Bearer {token}")))?;
        Ok(Self::new(AUTHORIZATION, value, token))
    }

    /// A header that the API defines.
    ///
    /// # Errors
    /// If the name or the value contains a character that is invalid in a header.
    pub fn header(name: &str, value: impl ExposeSecret) -> Result<Self> {
        let value = value.expose_secret();
        Ok(Self::new(named(name)?, secret_value(value)?, value))
    }

    /// A cookie from the value of `Set-Cookie`. The attributes after the first `;` are not sent back.
    ///
    /// # Errors
    /// If the cookie contains a character that is invalid in a header.
    pub fn cookie(set_cookie: impl ExposeSecret) -> Result<Self> {
        let cookie = set_cookie.expose_secret().split(';').next().unwrap_or_default().trim();
        Ok(Self::new(COOKIE, secret_value(cookie)?, cookie))
    }

    fn new(name: HeaderName, value: HeaderValue, token: &str) -> Self {
        let headers = HeaderMap::from_iter([(name, value)]);
        let token = Zeroizing::new(token.to_owned());
        Self { headers, token, lifetime: None, expires: None, refresh_at: None, base: None }
    }

    /// Adds a header, e.g. a CSRF token.
    ///
    /// # Errors
    /// If the name or the value contains a character that is invalid in a header.
    pub fn and_header(mut self, name: &str, value: impl ExposeSecret) -> Result<Self> {
        self.headers.insert(named(name)?, secret_value(value.expose_secret())?);
        Ok(self)
    }

    /// Sets the lifetime. By default the credentials are valid until the API returns 401.
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// Sets the time at which the credentials expire.
    pub fn expires_at(mut self, time: Timestamp) -> Self {
        self.expires = Some(time);
        self
    }

    /// Sets the base URL of further requests.
    ///
    /// # Errors
    /// If the URL is invalid. The message contains the reason.
    pub fn base_url(mut self, url: &str) -> Result<Self> {
        self.base = Some(url::base(url, false)?);
        Ok(self)
    }

    /// The token, the value of the header or the cookie.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Starts the lifetime at `start`. The credentials are renewed `skew` before they expire. If they live shorter than that, they
    /// are used for half of their lifetime, so that concurrent callers share them.
    pub(super) fn begin(&mut self, start: Timestamp, skew: Duration) {
        if let Some(lifetime) = self.lifetime {
            self.expires = Some(start.saturating_add(lifetime).unwrap_or(Timestamp::MAX));
        }
        self.refresh_at = self.expires.map(|end| {
            let life = Duration::try_from(end.duration_since(start)).unwrap_or_default();
            end.saturating_sub(skew.min(life / 2)).unwrap_or(Timestamp::MIN)
        });
    }

    /// Adds the headers to a request.
    pub(crate) fn put(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
    }

    pub(super) fn secrets(&self) -> Vec<Zeroizing<String>> {
        let headers = self.headers.values().flat_map(secrets_of);
        std::iter::once(self.token.clone()).chain(headers).collect()
    }
}

fn named(name: &str) -> Result<HeaderName> {
    name.parse().map_err(|_| invalid("The header name for the session is invalid."))
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("expires", &self.expires).finish_non_exhaustive()
    }
}
