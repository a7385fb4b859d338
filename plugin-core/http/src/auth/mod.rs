//! How a client proves who it is.

mod concealed;
mod grant;
mod logouts;
mod oauth2;
mod session;
mod signed;

pub(super) use concealed::{concealed, is_logging_in};
pub use grant::Grant;
pub use logouts::finish as finish_logouts;
pub use oauth2::OAuth2;
pub(super) use session::Session;
pub use session::SessionAuth;
pub use signed::{Canonical, Headers};

use super::Http;
use super::operation::{Method, Operation};
use super::rules::{ErrorRule, Reading};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::BoxFuture;
use plugin_schema::error::{PluginError, Preset, Result};
use plugin_schema::values::{Password, UsernamePassword};
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The call with which a client logs in, for logs and for [`Failure`](super::Failure).
pub(super) static LOGIN: Operation =
    Operation::new("login", Method::Post, "(login)").with_errors(&[ErrorRule::new(400, 403, REFUSED)]);

/// The credentials are wrong, whatever words the API has for it.
const REFUSED: Reading = Reading::new(Some(Preset::InvalidCredentials), None, None, None);

/// How a client proves who it is. What is secret in it is sent where it belongs, and never printed.
///
/// | way | what is sent |
/// |---|---|
/// | [`Auth::basic`] | `Authorization: Basic ..` |
/// | [`Auth::bearer`] | `Authorization: Bearer ..` |
/// | [`Auth::header`] | a header of the API's own |
/// | [`Auth::query`] | a query parameter |
/// | [`Auth::oauth2`] | a token that is fetched, kept, and renewed when it expires or is refused |
/// | [`Auth::session`] | whatever a login of the API's own gives, kept and renewed likewise |
/// | [`Auth::signed`] | headers computed from each request |
/// | [`Auth::custom`] | the same, where that takes requests of its own |
///
/// ```
/// use plugin_core::api::Auth;
/// let auth = Auth::header("X-Api-Key", "s3cr3t").unwrap();
/// assert!(!format!("{auth:?}").contains("s3cr3t"));
/// ```
#[derive(Clone)]
pub struct Auth(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Header(HeaderName, HeaderValue),
    Query(String, Password),
    Session(Arc<Session>),
    Signed(Arc<Sign>),
    Custom(Arc<Custom>),
}

type Sign = dyn Fn(&Canonical) -> Result<Headers> + Send + Sync;
type Custom = dyn Fn(Http, Canonical) -> BoxFuture<'static, Result<Headers>> + Send + Sync;

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Header(name, _) => write!(f, "Auth(header {name})"),
            Kind::Query(name, _) => write!(f, "Auth(query {name})"),
            Kind::Session(_) => f.write_str("Auth(session)"),
            Kind::Signed(_) => f.write_str("Auth(signed)"),
            Kind::Custom(_) => f.write_str("Auth(custom)"),
        }
    }
}

impl Auth {
    /// User name and password: `Authorization: Basic ..`.
    ///
    /// # Errors
    /// If the user name contains a colon, at which the API would cut it.
    pub fn basic(credentials: &UsernamePassword) -> Result<Self> {
        Self::basic_pair(&credentials.username, credentials.password.expose())
    }

    /// The same from two texts, e.g. an API key and a letter that stands for no password.
    ///
    /// # Errors
    /// If the user name contains a colon, at which the API would cut it.
    pub fn basic_pair(username: &str, password: &str) -> Result<Self> {
        basic_value(username, password).map(|value| Self(Kind::Header(AUTHORIZATION, value)))
    }

    /// A token: `Authorization: Bearer ..`.
    ///
    /// # Errors
    /// If the token contains a character that a header cannot carry.
    pub fn bearer(token: &str) -> Result<Self> {
        Self::scheme("Bearer", token)
    }

    /// A token with the word that the API wants before it: `Authorization: SSWS ..`.
    ///
    /// # Errors
    /// If one of them contains a character that a header cannot carry.
    pub fn scheme(scheme: &str, token: &str) -> Result<Self> {
        let value = secret_value(&Zeroizing::new(format!("{scheme} {token}")))?;
        Ok(Self(Kind::Header(AUTHORIZATION, value)))
    }

    /// A header of the API's own, e.g. `X-Api-Key`.
    ///
    /// # Errors
    /// If the name or the value contains a character that a header cannot carry.
    pub fn header(name: &str, value: &str) -> Result<Self> {
        let name = name.parse().map_err(|_| invalid("The name of the header for the API key is not one."))?;
        Ok(Self(Kind::Header(name, secret_value(value)?)))
    }

    /// A query parameter. Prefer a header where the API takes one: addresses end up in the logs of those on the way.
    pub fn query(name: impl Into<String>, value: impl Into<Password>) -> Self {
        Self(Kind::Query(name.into(), value.into()))
    }

    /// OAuth2: a token from `token_url`, for client credentials unless [`OAuth2`] is told otherwise.
    pub fn oauth2(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Password>,
    ) -> OAuth2 {
        OAuth2::new(token_url.into(), client_id.into(), client_secret.into())
    }

    /// A login of the API's own: `login` is given the client, without credentials, and returns what the further requests carry.
    /// It is called at the first request, again when the [`Grant`] expires or the API answers 401, and by one caller at a time.
    ///
    /// ```
    /// use plugin_core::api::{Auth, Grant};
    /// use plugin_core::{Http, Result, api_call};
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Token { token: String, base: String }
    ///
    /// struct Login { http: Http }
    ///
    /// impl Login {
    ///     #[api_call(POST, "login")]
    ///     async fn login(&self, #[json("user")] user: &str, #[json("password")] password: &str) -> Result<Token>;
    ///
    ///     #[api_call(DELETE, "login")]
    ///     async fn logout(&self, #[header("X-Session")] token: &str) -> Result<()>;
    /// }
    ///
    /// let (user, password) = ("ada", "s3cr3t");
    /// let auth = Auth::session(move |http| async move {
    ///     let reply = Login { http }.login(user, password).await?;
    ///     Grant::header("X-Session", &reply.token)?.base_url(&reply.base)
    /// })
    /// .logout(|http, grant| async move { drop(Login { http }.logout(grant.token()).await) });
    /// # let _ = Http::builder("https://api.example.com").auth(auth).build().unwrap();
    /// ```
    pub fn session<F, R>(login: F) -> SessionAuth
    where
        F: Fn(Http) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Grant>> + Send + 'static,
    {
        SessionAuth::new(Box::new(move |http| Box::pin(login(http))))
    }

    /// Headers computed from each request, as it is sent: `sign` is called anew for each try.
    pub fn signed(sign: impl Fn(&Canonical) -> Result<Headers> + Send + Sync + 'static) -> Self {
        Self(Kind::Signed(Arc::new(sign)))
    }

    /// The same where it takes requests of its own: `prove` is given the client, without credentials, and the request.
    pub fn custom<F, R>(prove: F) -> Self
    where
        F: Fn(Http, Canonical) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Headers>> + Send + 'static,
    {
        Self(Kind::Custom(Arc::new(move |http, canonical| Box::pin(prove(http, canonical)))))
    }

    /// Whether it sends requests of its own.
    pub(super) fn has_requests(&self) -> bool {
        matches!(self.0, Kind::Session(_) | Kind::Custom(_))
    }

    /// What must not be seen of it, as far as it is known.
    pub(super) fn secrets(&self) -> Vec<Zeroizing<String>> {
        match &self.0 {
            Kind::Header(_, value) => grant::secrets_of(value),
            Kind::Query(_, value) => vec![Zeroizing::new(value.expose().to_owned())],
            Kind::Session(session) => session.secrets(),
            Kind::Signed(_) | Kind::Custom(_) => Vec::new(),
        }
    }
}

pub(super) fn basic_value(username: &str, password: &str) -> Result<HeaderValue> {
    if username.contains(':') {
        return Err(invalid("The user name contains a colon, which HTTP Basic cannot carry."));
    }
    let pair = Zeroizing::new(format!("{username}:{password}"));
    let pair = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    secret_value(&Zeroizing::new(format!("Basic {}", *pair)))
}

/// The value of a header that is not shown.
pub(super) fn secret_value(value: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        invalid("The credential contains a character that an HTTP header cannot carry, such as a line feed.")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

pub(super) fn invalid(cause: &str) -> PluginError {
    PluginError::new(cause, "Check the credentials in the connection.")
}
