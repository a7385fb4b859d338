//! The client: where the API is, who asks, and how long to wait.

use crate::auth::{Auth, Grant, Kind};
use crate::failure::Failure;
use crate::limit::{RateLimit, Turns};
use crate::operation::Operation;
use crate::request::Request;
use crate::retry::{Budget, Retry};
use crate::transport::{Sender, TransportConfig};
use crate::{HttpBuilder, url};
use jiff::Timestamp;
use plugin_run::secrets::Redactor;
use plugin_schema::error::{PluginError, Result, StatusTable};
use reqwest::Url;
use reqwest::header::HeaderMap;
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
pub struct Http(Who);

#[derive(Clone)]
enum Who {
    Owner(Arc<Owner>),
    /// Sends other credentials or none, and so is nobody to log out for.
    Other(Arc<Inner>, Option<Arc<Auth>>),
}

/// Those who send credentials. Logs out when there are none left.
struct Owner(Arc<Inner>);

impl Drop for Owner {
    fn drop(&mut self) {
        for auth in &self.0.settings.auth {
            if let Kind::Session(session) = &auth.0 {
                session.end(&Http(Who::Other(Arc::clone(&self.0), None)));
            }
        }
    }
}

struct Inner {
    settings: Settings,
    transport: Sender,
    budget: Budget,
    turns: Turns,
}

/// What a client was told.
pub(crate) struct Settings {
    pub(crate) base: Url,
    pub(crate) bases: Vec<(String, Url)>,
    pub(crate) trusted: Vec<Url>,
    pub(crate) headers: HeaderMap,
    pub(crate) query: String,
    pub(crate) auth: Vec<Auth>,
    pub(crate) errors: StatusTable,
    pub(crate) on_failure: Option<Box<OnFailure>>,
    pub(crate) max_body: usize,
    pub(crate) read_timeout: Duration,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) retry_budget: u32,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) max_pages: usize,
}

pub(crate) type OnFailure = dyn Fn(Failure) -> PluginError + Send + Sync;

impl Http {
    /// A client of the API at `base_url`, with the defaults of [`Http::builder`].
    ///
    /// # Errors
    /// Says what is wrong with the address.
    pub fn new(base_url: impl AsRef<str>) -> Result<Self> {
        Self::builder(base_url).build()
    }

    /// A client in the making. `http://` is for loopback addresses only, unless [`HttpBuilder::allow_http`] is called.
    pub fn builder(base_url: impl AsRef<str>) -> HttpBuilder {
        HttpBuilder::new(base_url.as_ref())
    }

    pub(crate) fn from_settings(settings: Settings, config: TransportConfig) -> Self {
        let transport = Sender::new(config);
        let budget = Budget::of(settings.retry_budget);
        let inner = Inner { settings, transport, budget, turns: Turns::default() };
        Self(Who::Owner(Arc::new(Owner(Arc::new(inner)))))
    }

    /// A request; what `#[api_call]` begins with.
    #[doc(hidden)]
    pub fn request(&self, operation: &'static Operation) -> Request {
        Request::new(self, operation)
    }

    /// The same client without credentials, e.g. for a login.
    pub fn anonymous(&self) -> Self {
        Self(Who::Other(Arc::clone(self.inner()), None))
    }

    /// The same client with `auth` in place of its own credentials, e.g. for a login that is proved otherwise than what follows.
    ///
    /// ```
    /// use plugin_core::api::{Auth, Grant, Reply};
    /// use plugin_core::values::UsernamePassword;
    /// use plugin_core::{Http, Result, api_call};
    ///
    /// struct Login { http: Http }
    ///
    /// impl Login {
    ///     #[api_call(POST, "auth")]
    ///     async fn login(&self) -> Result<Reply<()>>;
    /// }
    ///
    /// # fn session(user: UsernamePassword) -> plugin_core::api::SessionAuth {
    /// Auth::session(move |http| {
    ///     let auth = Auth::basic(&user);
    ///     async move {
    ///         let reply = Login { http: http.with(auth?) }.login().await?;
    ///         Grant::cookie(reply.header("Set-Cookie").unwrap_or_default())
    ///     }
    /// })
    /// # }
    /// ```
    pub fn with(&self, auth: impl Into<Auth>) -> Self {
        Self(Who::Other(Arc::clone(self.inner()), Some(Arc::new(auth.into()))))
    }

    /// The same client, for whom nobody stays logged in.
    pub(crate) fn unowned(&self) -> Self {
        match &self.0 {
            Who::Owner(_) => self.anonymous(),
            Who::Other(..) => self.clone(),
        }
    }

    /// Logs in now, or gives what the last login gave if that is still good. Without this it happens at the first request.
    ///
    /// # Errors
    /// Those of the login; the plugin's own if the client has no [`Auth::oauth2`] or [`Auth::session`].
    pub async fn log_in(&self) -> Result<Arc<Grant>> {
        let sessions = self.auth().iter().filter_map(|auth| match &auth.0 {
            Kind::Session(session) => Some(session),
            _ => None,
        });
        match { sessions }.next() {
            Some(session) => session.get(self).await,
            None => Err(PluginError::server("This client has no login.")),
        }
    }

    /// What time it is; in a test with a [`Stub`](crate::mock::Stub) what that says.
    pub fn now(&self) -> Timestamp {
        self.inner().transport.clock().now()
    }

    /// Waits, e.g. before it asks again whether a job is done. In a test with a [`Stub`](crate::mock::Stub) its clock is moved
    /// on and the wait takes no time; [`Stub::waits`](crate::mock::Stub::waits) has it.
    pub async fn sleep(&self, duration: Duration) {
        self.inner().transport.sleep(duration).await;
    }

    pub(crate) fn max_pages(&self) -> usize {
        self.inner().settings.max_pages
    }

    fn inner(&self) -> &Arc<Inner> {
        match &self.0 {
            Who::Owner(owner) => &owner.0,
            Who::Other(inner, _) => inner,
        }
    }

    /// Who asks.
    pub(crate) fn auth(&self) -> &[Auth] {
        match &self.0 {
            Who::Owner(_) => &self.settings().auth,
            Who::Other(_, auth) => auth.as_deref().map_or(&[], std::slice::from_ref),
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner().settings
    }

    pub(crate) fn transport(&self) -> &Sender {
        &self.inner().transport
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.inner().budget
    }

    pub(crate) fn turns(&self) -> &Turns {
        &self.inner().turns
    }

    /// The base URL of that name, or the usual one.
    pub(crate) fn base(&self, name: Option<&str>) -> Option<&Url> {
        match name {
            None => Some(&self.inner().settings.base),
            Some(name) => self.inner().settings.bases.iter().find(|base| base.0 == name).map(|base| &base.1),
        }
    }

    /// What a call fails with, in the words of the plugin, and without the secrets of the client.
    pub(crate) fn told(&self, failure: Failure) -> PluginError {
        let error = match &self.settings().on_failure {
            Some(say) if !failure.is_said => say(failure),
            _ => failure.error,
        };
        let other = if let Who::Other(..) = self.0 { self.auth() } else { &[] };
        let secrets: Vec<_> = self.settings().auth.iter().chain(other).flat_map(Auth::secrets).collect();
        error.redacted(&Redactor::of_secrets(&secrets))
    }

    /// The address of a next page, as it is seen from `here`, if the credentials may be sent there.
    ///
    /// # Errors
    /// REDIRECT_ERROR if they may not.
    pub(crate) fn next_url(&self, here: &Url, text: &str) -> Result<Url> {
        let Settings { base, bases, trusted, .. } = self.settings();
        let known = [here, base].into_iter().chain(bases.iter().map(|(_, url)| url)).chain(trusted);
        url::next(here, known, text)
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http({})", self.inner().settings.base)
    }
}
