//! Defines the client of an API.

use super::core::{Core, Settings};
use super::rate_limiter::RateLimiter;
use super::retry_budget::RetryBudget;
use super::transport::Sender;
use crate::auth::{Auth, AuthKind, Credentials, IntoAuth};
use crate::failure::Failure;
use jiff::Timestamp;
use plugin_run::Run;
use plugin_run::secrets::Redactor;
use plugin_schema::error::{PluginError, Result};
use reqwest::Url;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A client of one API. It is cheap to clone. Clones share a connection pool, which the first request creates.
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
    /// A clone that does not use the client's session and does not keep it open.
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

    /// Creates a client without credentials.
    pub(crate) fn detached(core: &Arc<Core>) -> Self {
        Self(Handle::Detached(Arc::clone(core), None))
    }

    /// Returns a clone without credentials, e.g. for a login.
    #[must_use]
    pub fn anonymous(&self) -> Self {
        Self::detached(self.core())
    }

    /// Returns a clone with other credentials, e.g. for a login that requires HTTP Basic.
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
    pub fn with(&self, auth: impl IntoAuth) -> Self {
        Self(Handle::Detached(Arc::clone(self.core()), Some(Arc::new(auth.into_auth()))))
    }

    /// Returns a clone that does not keep the session open.
    pub(crate) fn without_session(&self) -> Self {
        match &self.0 {
            Handle::Session(_) => self.anonymous(),
            Handle::Detached(..) => self.clone(),
        }
    }

    /// Logs in, or returns the current credentials if they are valid. Without this call the first request logs in.
    ///
    /// # Errors
    /// The error of the login, or a server error if the client has neither [`Auth::oauth2`] nor [`Auth::session`].
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

    /// The current time, or the time of the [`Stub`](crate::mock::Stub) in a test.
    pub(crate) fn now(&self) -> Timestamp {
        self.core().now()
    }

    /// Sleeps, e.g. before the next poll of a job. In a test with a [`Stub`](crate::mock::Stub) this advances its clock and returns at
    /// once. [`Stub::waits`](crate::mock::Stub::waits) records it.
    pub async fn sleep(&self, duration: Duration) {
        self.core().transport.sleep(duration).await;
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        match &self.0 {
            Handle::Session(guard) => &guard.core,
            Handle::Detached(core, _) => core,
        }
    }

    /// The credentials of the client.
    pub(crate) fn auth(&self) -> &[Auth] {
        match &self.0 {
            Handle::Session(guard) => &guard.auth,
            Handle::Detached(_, auth) => auth.as_deref().map_or(&[], std::slice::from_ref),
        }
    }

    /// The credentials that are query parameters, as names and values.
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

    /// The base URL with that name, or the default one.
    pub(crate) fn base(&self, name: Option<&str>) -> Option<&Url> {
        let Settings { base, bases, .. } = self.settings();
        match name {
            None => Some(base),
            Some(name) => bases.iter().find(|base| base.0 == name).map(|base| &base.1),
        }
    }

    /// The URLs to whose origins the credentials may be sent.
    pub(crate) fn known_urls(&self) -> impl Iterator<Item = &Url> {
        let Settings { base, bases, allowed_origins, .. } = self.settings();
        [base].into_iter().chain(bases.iter().map(|(_, url)| url)).chain(allowed_origins)
    }

    /// Maps the error of a call with `on_failure`, and masks the secrets of the client.
    pub(crate) fn error(&self, failure: Failure) -> PluginError {
        self.core().error(failure, &self.redactor())
    }

    /// Masks the secrets of the client and of the run.
    pub(crate) fn redact(&self, text: &str) -> String {
        let redactor = self.redactor();
        let text = redactor.text(text);
        Run::with_current(|run| run.redact(&text).into_owned()).unwrap_or_else(|| text.into_owned())
    }

    fn redactor(&self) -> Redactor {
        let own = if let Handle::Detached(..) = self.0 { self.auth() } else { &[] };
        self.core().redactor(own.iter().flat_map(Auth::secrets))
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http({})", self.core().settings.base)
    }
}
