//! What a login gives.

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

/// What a login gives: headers that the further requests carry, for how long, and where they go to.
#[derive(Clone)]
#[must_use]
pub struct Credentials {
    pub(super) headers: HeaderMap,
    token: Zeroizing<String>,
    lifetime: Option<Duration>,
    expires: Option<Timestamp>,
    /// When it is time for another.
    pub(super) refresh_at: Option<Timestamp>,
    pub(crate) base: Option<Url>,
}

impl Credentials {
    /// `Authorization: Bearer ..`
    ///
    /// # Errors
    /// If the token contains a character that a header cannot carry.
    pub fn bearer(token: impl ExposeSecret) -> Result<Self> {
        let token = token.expose_secret();
        let value = secret_value(&Zeroizing::new(format!("Bearer {token}")))?;
        Ok(Self::new(AUTHORIZATION, value, token))
    }

    /// A header of the API's own.
    ///
    /// # Errors
    /// If one of them contains a character that a header cannot carry.
    pub fn header(name: &str, value: impl ExposeSecret) -> Result<Self> {
        let value = value.expose_secret();
        Ok(Self::new(named(name)?, secret_value(value)?, value))
    }

    /// A cookie, as `Set-Cookie` has it: what stands behind the first `;` is not sent back.
    ///
    /// # Errors
    /// If it contains a character that a header cannot carry.
    pub fn cookie(set_cookie: impl ExposeSecret) -> Result<Self> {
        let cookie = set_cookie.expose_secret().split(';').next().unwrap_or_default().trim();
        Ok(Self::new(COOKIE, secret_value(cookie)?, cookie))
    }

    fn new(name: HeaderName, value: HeaderValue, token: &str) -> Self {
        let headers = HeaderMap::from_iter([(name, value)]);
        let token = Zeroizing::new(token.to_owned());
        Self { headers, token, lifetime: None, expires: None, refresh_at: None, base: None }
    }

    /// One more header, e.g. that against forged requests.
    ///
    /// # Errors
    /// If one of them contains a character that a header cannot carry.
    pub fn and_header(mut self, name: &str, value: impl ExposeSecret) -> Result<Self> {
        self.headers.insert(named(name)?, secret_value(value.expose_secret())?);
        Ok(self)
    }

    /// It is good for so long; without this until the API answers 401.
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// It is good until then.
    pub fn expires_at(mut self, time: Timestamp) -> Self {
        self.expires = Some(time);
        self
    }

    /// The further requests go to this base URL.
    ///
    /// # Errors
    /// The error names what is wrong with the address.
    pub fn base_url(mut self, url: &str) -> Result<Self> {
        self.base = Some(url::base(url, false)?);
        Ok(self)
    }

    /// The token, the value of the header or the cookie itself.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Counts the time that it is good for from `start`; it is renewed `skew` before its end. One that lives shorter than that is
    /// kept for half of its life, or each of a hundred callers would fetch another.
    pub(super) fn begin(&mut self, start: Timestamp, skew: Duration) {
        if let Some(lifetime) = self.lifetime {
            self.expires = Some(start.saturating_add(lifetime).unwrap_or(Timestamp::MAX));
        }
        self.refresh_at = self.expires.map(|end| {
            let life = Duration::try_from(end.duration_since(start)).unwrap_or_default();
            end.saturating_sub(skew.min(life / 2)).unwrap_or(Timestamp::MIN)
        });
    }

    /// Puts it into a request.
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
    name.parse().map_err(|_| invalid("The name of the header of the session is not one."))
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("expires", &self.expires).finish_non_exhaustive()
    }
}
