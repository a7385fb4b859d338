//! A login that is made once, kept, and made again when it is no longer good.

use super::concealed::logging_in;
use super::{Auth, Grant, Kind, logouts};
use crate::Http;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use plugin_schema::error::{PluginError, Result};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Mutex;
use zeroize::Zeroizing;

type Login = dyn Fn(Http) -> BoxFuture<'static, Result<Grant>> + Send + Sync;
type Logout = dyn Fn(Http, Arc<Grant>) -> BoxFuture<'static, ()> + Send + Sync;
pub(super) type Refused = dyn Fn(u16, &[u8]) -> bool + Send + Sync;

/// A login of the API's own in the making; see [`Auth::session`].
pub struct SessionAuth(Session);

impl SessionAuth {
    pub(super) fn new(login: Box<Login>) -> Self {
        Self(Session {
            login,
            logout: None,
            refused: Box::new(|status, _| status == 401),
            skew: Duration::from_secs(30),
            replays: 1,
            extra_secrets: Vec::new(),
            grants: RwLock::default(),
            failed: Mutex::new(None),
            failures: AtomicU64::new(0),
        })
    }

    /// Ends a session that is no longer used: when it was renewed, and when the last copy of the client is dropped. It is
    /// called in the background, and whatever comes of it is not looked at; the end of the process waits for it, but not long.
    pub fn logout<F, R>(mut self, logout: F) -> Self
    where
        F: Fn(Http, Arc<Grant>) -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        self.0.logout = Some(Box::new(move |http, grant| Box::pin(logout(http, grant))));
        self
    }

    /// Which answers say that the session is no longer good, by status and body; 401 if not said.
    pub fn renew_when(mut self, refused: impl Fn(u16, &[u8]) -> bool + Send + Sync + 'static) -> Self {
        self.0.refused = Box::new(refused);
        self
    }

    /// How long before its end a session is renewed; 30 seconds if not said.
    pub fn skew(mut self, skew: Duration) -> Self {
        self.0.skew = skew;
        self
    }

    /// How often a call whose session is refused is sent again with a new one; once if not said.
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

impl From<SessionAuth> for Auth {
    fn from(session: SessionAuth) -> Self {
        Self(Kind::Session(Arc::new(session.0)))
    }
}

/// A login, and what it last gave.
pub(crate) struct Session {
    login: Box<Login>,
    logout: Option<Box<Logout>>,
    refused: Box<Refused>,
    skew: Duration,
    replays: u32,
    extra_secrets: Vec<Zeroizing<String>>,
    grants: RwLock<Grants>,
    /// Held by the one who logs in. How the last login failed: those who waited for it fail as well.
    failed: Mutex<Option<PluginError>>,
    /// How many logins have failed.
    failures: AtomicU64,
}

#[derive(Default)]
struct Grants {
    current: Option<Arc<Grant>>,
    /// The one before, which is of no use but still secret: an API may repeat what it refuses.
    previous: Option<Arc<Grant>>,
}

impl Session {
    /// A grant that is good, from a login if there is none.
    ///
    /// # Errors
    /// Those of the login.
    pub(crate) async fn get(&self, http: &Http) -> Result<Arc<Grant>> {
        match self.good(http.now()) {
            Some(grant) => Ok(grant),
            None => self.renew(http).await,
        }
    }

    /// A grant from a login, unless another caller has logged in meanwhile.
    ///
    /// # Errors
    /// Those of the login.
    async fn renew(&self, http: &Http) -> Result<Arc<Grant>> {
        let before = self.failures.load(Ordering::Relaxed);
        let mut failed = self.failed.lock().await;
        if let Some(grant) = self.good(http.now()) {
            return Ok(grant);
        }
        let has_failed = self.failures.load(Ordering::Relaxed) > before;
        if let Some(error) = failed.as_ref().filter(|_| has_failed) {
            return Err(error.clone());
        }
        let start = http.now();
        match logging_in((self.login)(http.anonymous())).await {
            Ok(mut grant) => {
                grant.begin(start, self.skew);
                let grant = Arc::new(grant);
                *failed = None;
                self.replace_if(http, |_| true, Some(Arc::clone(&grant)));
                Ok(grant)
            }
            Err(error) => {
                self.failures.fetch_add(1, Ordering::Relaxed);
                *failed = Some(error.clone());
                Err(error)
            }
        }
    }

    /// Drops a grant that the API refuses, unless another has taken its place.
    pub(crate) fn forget(&self, http: &Http, refused: &Arc<Grant>) {
        self.replace_if(http, |grant| Arc::ptr_eq(grant, refused), None);
    }

    /// Whether an answer says that the grant is no longer good.
    pub(crate) fn is_refused(&self, status: u16, body: &[u8]) -> bool {
        (self.refused)(status, body)
    }

    pub(crate) fn replays(&self) -> u32 {
        self.replays
    }

    fn good(&self, now: Timestamp) -> Option<Arc<Grant>> {
        let grants = self.grants.read().unwrap_or_else(PoisonError::into_inner);
        let is_good = |grant: &&Arc<Grant>| grant.stale.is_none_or(|stale| now < stale);
        grants.current.as_ref().filter(is_good).cloned()
    }

    /// Puts `next` in the place of the current grant if there is none or `condition` holds for it, and ends that in the
    /// background.
    fn replace_if(&self, http: &Http, condition: impl Fn(&Arc<Grant>) -> bool, next: Option<Arc<Grant>>) {
        let mut grants = self.grants.write().unwrap_or_else(PoisonError::into_inner);
        if !grants.current.as_ref().is_none_or(condition) {
            return;
        }
        let Some(old) = std::mem::replace(&mut grants.current, next) else { return };
        grants.previous = Some(Arc::clone(&old));
        drop(grants);
        if let (Some(logout), Ok(runtime)) = (&self.logout, tokio::runtime::Handle::try_current()) {
            logouts::begin(&runtime, logout(http.anonymous(), old));
        }
    }

    /// Logs out, in the background.
    pub(crate) fn end(&self, http: &Http) {
        self.replace_if(http, |_| true, None);
    }

    pub(super) fn secrets(&self) -> Vec<Zeroizing<String>> {
        let grants = self.grants.read().unwrap_or_else(PoisonError::into_inner);
        let grants = grants.current.iter().chain(&grants.previous).flat_map(|grant| grant.secrets());
        self.extra_secrets.iter().cloned().chain(grants).collect()
    }
}
