//! Defines authentication by a login or by another custom request.

use super::credentials::Credentials;
use super::scheme::{Auth, AuthKind};
use super::session::Session;
use super::signing::{AuthHeaders, SigningRequest};
use crate::client::Http;
use plugin_schema::error::Result;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

impl Auth {
    /// A custom login: `login` receives the client without credentials and returns the credentials of further requests. It is
    /// called for the first request, and again when the [`Credentials`] expire or the API returns 401. Calls are never concurrent.
    ///
    /// ```
    /// use plugin_core::api::{Auth, Credentials};
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
    ///     Credentials::header("X-Session", &reply.token)?.base_url(&reply.base)
    /// })
    /// .logout(|http, credentials| async move { drop(Login { http }.logout(credentials.token()).await) });
    /// # let _ = Http::builder("https://api.example.com").auth(auth).build().unwrap();
    /// ```
    pub fn session<F, R>(login: F) -> SessionAuth
    where
        F: Fn(Http) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Credentials>> + Send + 'static,
    {
        SessionAuth::new(login)
    }

    /// Headers that are computed from each request with further requests: `authenticate` receives the client without credentials,
    /// and the request.
    pub fn custom<F, R>(authenticate: F) -> Self
    where
        F: Fn(Http, SigningRequest) -> R + Send + Sync + 'static,
        R: Future<Output = Result<AuthHeaders>> + Send + 'static,
    {
        Self(AuthKind::Custom(Arc::new(move |core, request| {
            Box::pin(authenticate(Http::detached(&core), request))
        })))
    }
}

/// Builds a custom login; see [`Auth::session`].
#[must_use = "pass it to `HttpBuilder::auth`"]
pub struct SessionAuth(Session);

impl SessionAuth {
    pub(super) fn new<F, R>(login: F) -> Self
    where
        F: Fn(Http) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Credentials>> + Send + 'static,
    {
        Self(Session::new(Box::new(move |core| Box::pin(login(Http::detached(&core))))))
    }

    /// Sets a logout for unused sessions: after a renewal, and after the last clone of the client is dropped. It runs in the
    /// background and its result is ignored. The exit of the process waits for it, for a limited time.
    pub fn logout<F, R>(mut self, logout: F) -> Self
    where
        F: Fn(Http, Arc<Credentials>) -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        self.0.logout =
            Some(Box::new(move |core, credentials| Box::pin(logout(Http::detached(&core), credentials))));
        self
    }

    /// Sets which responses reject the session, by status and body. The default is status 401.
    pub fn renew_when(mut self, refused: impl Fn(u16, &[u8]) -> bool + Send + Sync + 'static) -> Self {
        self.0.refused = Box::new(refused);
        self
    }

    /// Sets how long before its expiry a session is renewed. The default is 30 seconds.
    pub fn skew(mut self, skew: Duration) -> Self {
        self.0.skew = skew;
        self
    }

    /// Sets how often a call is sent again with a new session after the API rejects the session. The default is 1.
    pub fn replays(mut self, replays: u32) -> Self {
        self.0.replays = replays;
        self
    }

    /// Registers the secrets that the login sends, so that they are masked if an error contains them.
    pub(super) fn secrets_sent(mut self, secrets: Vec<Zeroizing<String>>) -> Self {
        self.0.extra_secrets = secrets;
        self
    }
}

/// Does not print the login.
impl fmt::Debug for SessionAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionAuth").finish_non_exhaustive()
    }
}

impl From<SessionAuth> for Auth {
    fn from(session: SessionAuth) -> Self {
        Self(AuthKind::Session(Arc::new(session.0)))
    }
}
