//! Logins and signatures that send requests of their own.

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
    /// A login of the API's own: `login` is given the client, without credentials, and returns what the further requests carry.
    /// It is called at the first request, again when the [`Credentials`] expires or the API answers 401, and by one caller at a time.
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

    /// The same where it takes requests of its own: `authenticate` is given the client, without credentials, and the request.
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

/// A login of the API's own in the making; see [`Auth::session`].
#[must_use = "it is to be given to `HttpBuilder::auth`"]
pub struct SessionAuth(Session);

impl SessionAuth {
    pub(super) fn new<F, R>(login: F) -> Self
    where
        F: Fn(Http) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Credentials>> + Send + 'static,
    {
        Self(Session::new(Box::new(move |core| Box::pin(login(Http::detached(&core))))))
    }

    /// Ends a session that is no longer used: when it was renewed, and when the last copy of the client is dropped. It is
    /// called in the background, and whatever comes of it is not looked at; the end of the process waits for it, but not long.
    pub fn logout<F, R>(mut self, logout: F) -> Self
    where
        F: Fn(Http, Arc<Credentials>) -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        self.0.logout =
            Some(Box::new(move |core, credentials| Box::pin(logout(Http::detached(&core), credentials))));
        self
    }

    /// Which responses reject the session, by status and body; by default status 401.
    pub fn renew_when(mut self, refused: impl Fn(u16, &[u8]) -> bool + Send + Sync + 'static) -> Self {
        self.0.refused = Box::new(refused);
        self
    }

    /// How long before its end a session is renewed; 30 seconds by default.
    pub fn skew(mut self, skew: Duration) -> Self {
        self.0.skew = skew;
        self
    }

    /// How often a call whose session is refused is sent again with a new one; once by default.
    pub fn replays(mut self, replays: u32) -> Self {
        self.0.replays = replays;
        self
    }

    /// The secrets that the login sends, so that they are hidden should the API repeat them in an error.
    pub(super) fn secrets_sent(mut self, secrets: Vec<Zeroizing<String>>) -> Self {
        self.0.extra_secrets = secrets;
        self
    }
}

/// Prints nothing of the login.
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
