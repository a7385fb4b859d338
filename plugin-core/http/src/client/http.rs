//! The client: where the API is, which credentials it sends, and how long it waits.

use super::core::{Core, Settings};
use super::rate_limiter::RateLimiter;
use super::retry_budget::RetryBudget;
use super::transport::Sender;
use crate::auth::{Auth, AuthKind, Credentials};
use crate::failure::Failure;
use jiff::Timestamp;
use plugin_schema::error::{PluginError, Result};
use reqwest::Url;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A client of one API. Cheap to clone; clones share one pool of connections, which is made at the first request.
///
/// ```
/// use plugin_core::{Http, api::Auth};
/// use std::time::Duration;
///
/// let http = Http::builder("https://api.example.com/v1")
///     .auth(Auth::bearer("s3cr3t").unwrap())
///     .header("Accept-Language", "en")
///     .read_timeout(Duration::from_secs(30))
///     .build()
///     .unwrap();
/// assert_eq!(format!("{http:?}"), "Http(https://api.example.com/v1/)");
/// ```
#[derive(Clone)]
pub struct Http(Handle);

#[derive(Clone)]
enum Handle {
    Session(Arc<SessionGuard>),
    /// Sends other credentials or none, and does not keep the session of the client open.
    Detached(Arc<Core>, Option<Arc<Auth>>),
}

/// Logs out when the last client that sends the credentials is dropped.
struct SessionGuard {
    core: Arc<Core>,
    auth: Vec<Auth>,
}

impl Drop for SessionGuard {
    fn drop(&mut self) {
        for auth in &self.auth {
            if let AuthKind::Session(session) = &auth.0 {
                session.end(&self.core);
            }
        }
    }
}

impl Http {
    pub(super) fn from_core(core: Core, auth: Vec<Auth>) -> Self {
        Self(Handle::Session(Arc::new(SessionGuard { core: Arc::new(core), auth })))
    }

    /// A client that sends no credentials.
    pub(crate) fn detached(core: &Arc<Core>) -> Self {
        Self(Handle::Detached(Arc::clone(core), None))
    }

    /// The same client without credentials, e.g. for a login.
    #[must_use]
    pub fn anonymous(&self) -> Self {
        Self::detached(self.core())
    }

    /// The same client with `auth` in place of its own credentials, e.g. for a login that is proved otherwise than what follows.
    ///
    /// ```
    /// use plugin_core::api::{Auth, Credentials, WithMeta};
    /// use plugin_core::values::UsernamePassword;
    /// use plugin_core::{Http, Result, api_call};
    ///
    /// struct Login { http: Http }
    ///
    /// impl Login {
    ///     #[api_call(POST, "auth")]
    ///     async fn login(&self) -> Result<WithMeta<()>>;
    /// }
    ///
    /// # fn session(user: UsernamePassword) -> plugin_core::api::SessionAuth {
    /// Auth::session(move |http| {
    ///     let auth = Auth::basic(&user);
    ///     async move {
    ///         let reply = Login { http: http.with(auth?) }.login().await?;
    ///         Credentials::cookie(reply.header("Set-Cookie").unwrap_or_default())
    ///     }
    /// })
    /// # }
    /// ```
    #[must_use]
    pub fn with(&self, auth: impl Into<Auth>) -> Self {
        Self(Handle::Detached(Arc::clone(self.core()), Some(Arc::new(auth.into()))))
    }

    /// The same client, without keeping its session open.
    pub(crate) fn without_session(&self) -> Self {
        match &self.0 {
            Handle::Session(_) => self.anonymous(),
            Handle::Detached(..) => self.clone(),
        }
    }

    /// Logs in now, or gives what the last login gave if that is still good. Without this it happens at the first request.
    ///
    /// # Errors
    /// Those of the login; the plugin's own if the client has no [`Auth::oauth2`] or [`Auth::session`].
    pub async fn log_in(&self) -> Result<Arc<Credentials>> {
        let sessions = self.auth().iter().filter_map(|auth| match &auth.0 {
            AuthKind::Session(session) => Some(session),
            _ => None,
        });
        match { sessions }.next() {
            Some(session) => session.get(self.core()).await,
            None => Err(PluginError::server("This client has no login.")),
        }
    }

    /// The current time; in a test with a [`Stub`](crate::mock::Stub) that of its clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.core().now()
    }

    /// Waits, e.g. before the next poll of a job. In a test with a [`Stub`](crate::mock::Stub) its clock is moved
    /// on and the wait takes no time; [`Stub::waits`](crate::mock::Stub::waits) has it.
    pub async fn sleep(&self, duration: Duration) {
        self.core().transport.sleep(duration).await;
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        match &self.0 {
            Handle::Session(guard) => &guard.core,
            Handle::Detached(core, _) => core,
        }
    }

    /// The credentials that it sends.
    pub(crate) fn auth(&self) -> &[Auth] {
        match &self.0 {
            Handle::Session(guard) => &guard.auth,
            Handle::Detached(_, auth) => auth.as_deref().map_or(&[], std::slice::from_ref),
        }
    }

    /// Names and values of the credentials that are query parameters.
    pub(crate) fn query_keys(&self) -> impl Iterator<Item = (&str, &str)> {
        self.auth().iter().filter_map(|auth| match &auth.0 {
            AuthKind::Query(name, value) => Some((name.as_str(), value.expose_secret())),
            _ => None,
        })
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.core().settings
    }

    pub(crate) fn transport(&self) -> &Sender {
        &self.core().transport
    }

    pub(crate) fn budget(&self) -> &RetryBudget {
        &self.core().budget
    }

    pub(crate) fn limiter(&self) -> &RateLimiter {
        &self.core().limiter
    }

    /// The base URL of that name, or the usual one.
    pub(crate) fn base(&self, name: Option<&str>) -> Option<&Url> {
        let Settings { base, bases, .. } = self.settings();
        match name {
            None => Some(base),
            Some(name) => bases.iter().find(|base| base.0 == name).map(|base| &base.1),
        }
    }

    /// The addresses of the API, to whose origins the credentials may be sent.
    pub(crate) fn known_urls(&self) -> impl Iterator<Item = &Url> {
        let Settings { base, bases, trusted, .. } = self.settings();
        [base].into_iter().chain(bases.iter().map(|(_, url)| url)).chain(trusted)
    }

    /// The error of a call, in the words of the plugin and without the secrets of the client.
    pub(crate) fn error(&self, failure: Failure) -> PluginError {
        let own = if let Handle::Detached(..) = self.0 { self.auth() } else { &[] };
        self.core().error(failure, own.iter().flat_map(Auth::secrets).collect())
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http({})", self.core().settings.base)
    }
}
