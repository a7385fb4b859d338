//! Defines the authentication of a client.

use super::header_value::{basic_value, invalid, secret_value, secrets_of};
use super::session::Session;
use super::signing::{AuthHeaders, SigningRequest};
use crate::client::Core;
use futures_util::future::BoxFuture;
use plugin_schema::error::Result;
use plugin_schema::values::{ExposeSecret, Password, UsernamePassword};
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The authentication of a client. Secrets are sent to the API only and are never printed.
///
/// | function | sends |
/// |---|---|
/// | [`Auth::basic`] | `Authorization: Basic ..` |
/// | [`Auth::bearer`] | `Authorization: Bearer ..` |
/// | [`Auth::header`] | a header that the API defines |
/// | [`Auth::query`] | a query parameter |
/// | [`Auth::oauth2`] | a token that is fetched, cached, and renewed when it expires or is rejected |
/// | [`Auth::session`] | the credentials of a custom login, cached and renewed in the same way |
/// | [`Auth::signed`] | headers computed from each request |
/// | [`Auth::custom`] | headers computed from each request with further requests |
///
/// ```
/// use plugin_core::api::Auth;
/// let auth = Auth::header("X-Api-Key", "s3cr3t").unwrap();
/// assert!(!format!("{auth:?}").contains("s3cr3t"));
/// ```
#[derive(Clone)]
#[must_use = "pass it to `HttpBuilder::auth`"]
pub struct Auth(pub(crate) AuthKind);

/// An [`Auth`], or what becomes one: [`OAuth2`](crate::OAuth2) and [`SessionAuth`](crate::SessionAuth).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an `Auth`",
    label = "not an `Auth`",
    note = "a function of `Auth` that can fail needs `?` after the call, as in `Auth::bearer(&token)?`",
    note = "a secret or a header becomes an `Auth` with `Auth::bearer`, `Auth::basic` or `Auth::header`"
)]
pub trait IntoAuth {
    /// The authentication.
    fn into_auth(self) -> Auth;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Auth>> IntoAuth for T {
    fn into_auth(self) -> Auth {
        self.into()
    }
}

#[derive(Clone)]
pub(crate) enum AuthKind {
    Header(HeaderName, HeaderValue),
    Query(String, Password),
    Session(Arc<Session>),
    Signed(Arc<Sign>),
    Custom(Arc<Custom>),
}

type Sign = dyn Fn(&SigningRequest) -> Result<AuthHeaders> + Send + Sync;
pub(super) type Custom =
    dyn Fn(Arc<Core>, SigningRequest) -> BoxFuture<'static, Result<AuthHeaders>> + Send + Sync;

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            AuthKind::Header(name, _) => write!(f, "Auth(header {name})"),
            AuthKind::Query(name, _) => write!(f, "Auth(query {name})"),
            AuthKind::Session(_) => f.write_str("Auth(session)"),
            AuthKind::Signed(_) => f.write_str("Auth(signed)"),
            AuthKind::Custom(_) => f.write_str("Auth(custom)"),
        }
    }
}

impl Auth {
    /// User name and password: `Authorization: Basic ..`.
    ///
    /// # Errors
    /// If the user name contains a colon, which HTTP Basic does not allow.
    pub fn basic(credentials: &UsernamePassword) -> Result<Self> {
        Self::basic_pair(&credentials.username, &credentials.password)
    }

    /// Like [`Auth::basic`] with two texts, e.g. an API key and a placeholder for the password.
    ///
    /// # Errors
    /// If the user name contains a colon, which HTTP Basic does not allow.
    pub fn basic_pair(username: &str, password: impl ExposeSecret) -> Result<Self> {
        basic_value(username, password.expose_secret())
            .map(|value| Self(AuthKind::Header(AUTHORIZATION, value)))
    }

    /// A token: `Authorization: Bearer ..`.
    ///
    /// # Errors
    /// If the token contains a character that is invalid in a header.
    pub fn bearer(token: impl ExposeSecret) -> Result<Self> {
        Self::scheme("Bearer", token)
    }

    /// A token with a custom scheme: `Authorization: SSWS ..`.
    ///
    /// # Errors
    /// If the scheme or the token contains a character that is invalid in a header.
    pub fn scheme(scheme: &str, token: impl ExposeSecret) -> Result<Self> {
        let value = secret_value(&Zeroizing::new(format!("{scheme} {}", token.expose_secret())))?;
        Ok(Self(AuthKind::Header(AUTHORIZATION, value)))
    }

    /// A header that the API defines, e.g. `X-Api-Key`.
    ///
    /// # Errors
    /// If the name or the value contains a character that is invalid in a header.
    pub fn header(name: &str, value: impl ExposeSecret) -> Result<Self> {
        let name = name.parse().map_err(|_| invalid("The header name for the API key is invalid."))?;
        Ok(Self(AuthKind::Header(name, secret_value(value.expose_secret())?)))
    }

    /// A query parameter. Prefer a header if the API accepts one, since proxies log URLs.
    pub fn query(name: impl Into<String>, value: impl Into<Password>) -> Self {
        Self(AuthKind::Query(name.into(), value.into()))
    }

    /// Headers that are computed from each request: `sign` is called for each attempt.
    pub fn signed(sign: impl Fn(&SigningRequest) -> Result<AuthHeaders> + Send + Sync + 'static) -> Self {
        Self(AuthKind::Signed(Arc::new(sign)))
    }

    /// Whether the authentication sends further requests.
    pub(crate) fn has_requests(&self) -> bool {
        matches!(self.0, AuthKind::Session(_) | AuthKind::Custom(_))
    }

    /// The secrets that are known so far.
    pub(crate) fn secrets(&self) -> Vec<Zeroizing<String>> {
        match &self.0 {
            AuthKind::Header(_, value) => secrets_of(value),
            AuthKind::Query(_, value) => vec![Zeroizing::new(value.expose_secret().to_owned())],
            AuthKind::Session(session) => session.secrets(),
            AuthKind::Signed(_) | AuthKind::Custom(_) => Vec::new(),
        }
    }
}
