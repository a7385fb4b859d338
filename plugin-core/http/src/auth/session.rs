//! Caches the credentials of a login and logs in again when they expire or are rejected.

use super::credentials::Credentials;
use super::login_error::logging_in;
use super::logouts;
use crate::client::Core;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use plugin_schema::error::{PluginError, Result};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Mutex;
use zeroize::Zeroizing;

pub(super) type Login = dyn Fn(Arc<Core>) -> BoxFuture<'static, Result<Credentials>> + Send + Sync;
pub(super) type Logout = dyn Fn(Arc<Core>, Arc<Credentials>) -> BoxFuture<'static, ()> + Send + Sync;
pub(super) type Rejects = dyn Fn(u16, &[u8]) -> bool + Send + Sync;

/// A login and its current credentials.
pub(crate) struct Session {
    pub(super) login: Box<Login>,
    pub(super) logout: Option<Box<Logout>>,
    pub(super) refused: Box<Rejects>,
    pub(super) skew: Duration,
    pub(super) replays: u32,
    pub(super) extra_secrets: Vec<Zeroizing<String>>,
    store: RwLock<Store>,
    /// The caller that logs in holds this lock. Contains the error of the last login, which the waiting callers return too.
    failed: Mutex<Option<PluginError>>,
    /// The number of failed logins.
    failures: AtomicU64,
}

#[derive(Default)]
struct Store {
    current: Option<Arc<Credentials>>,
    /// The previous credentials. They are still secret, since an API may repeat rejected credentials in an error.
    previous: Option<Arc<Credentials>>,
}

impl Session {
    pub(super) fn new(login: Box<Login>) -> Self {
        Self {
            login,
            logout: None,
            refused: Box::new(|status, _| status == 401),
            skew: Duration::from_secs(30),
            replays: 1,
            extra_secrets: Vec::new(),
            store: RwLock::default(),
            failed: Mutex::new(None),
            failures: AtomicU64::new(0),
        }
    }

    /// Returns valid credentials, and logs in if there are none.
    ///
    /// # Errors
    /// The error of the login.
    pub(crate) async fn get(&self, core: &Arc<Core>) -> Result<Arc<Credentials>> {
        match self.good(core.now()) {
            Some(credentials) => Ok(credentials),
            None => self.renew(core).await,
        }
    }

    /// Logs in, unless another caller has logged in meanwhile.
    ///
    /// # Errors
    /// The error of the login.
    async fn renew(&self, core: &Arc<Core>) -> Result<Arc<Credentials>> {
        let before = self.failures.load(Ordering::Relaxed);
        let mut failed = self.failed.lock().await;
        if let Some(credentials) = self.good(core.now()) {
            return Ok(credentials);
        }
        let has_failed = self.failures.load(Ordering::Relaxed) > before;
        if let Some(error) = failed.as_ref().filter(|_| has_failed) {
            return Err(error.clone());
        }
        let start = core.now();
        match logging_in((self.login)(Arc::clone(core))).await {
            Ok(mut credentials) => {
                credentials.begin(start, self.skew);
                let credentials = Arc::new(credentials);
                *failed = None;
                self.replace_if(core, |_| true, Some(Arc::clone(&credentials)));
                Ok(credentials)
            }
            Err(error) => {
                self.failures.fetch_add(1, Ordering::Relaxed);
                *failed = Some(error.clone());
                Err(error)
            }
        }
    }

    /// Drops credentials that the API rejected, unless they have been replaced.
    pub(crate) fn forget(&self, core: &Arc<Core>, refused: &Arc<Credentials>) {
        self.replace_if(core, |credentials| Arc::ptr_eq(credentials, refused), None);
    }

    /// Whether a response rejects the credentials.
    pub(crate) fn is_refused(&self, status: u16, body: &[u8]) -> bool {
        (self.refused)(status, body)
    }

    pub(crate) fn replays(&self) -> u32 {
        self.replays
    }

    fn good(&self, now: Timestamp) -> Option<Arc<Credentials>> {
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        let is_good = |credentials: &&Arc<Credentials>| credentials.refresh_at.is_none_or(|time| now < time);
        store.current.as_ref().filter(is_good).cloned()
    }

    /// Replaces the current credentials by `next` if there are none or if `condition` is true for them, and logs them out in the
    /// background.
    fn replace_if(
        &self,
        core: &Arc<Core>,
        condition: impl Fn(&Arc<Credentials>) -> bool,
        next: Option<Arc<Credentials>>,
    ) {
        let mut store = self.store.write().unwrap_or_else(PoisonError::into_inner);
        if !store.current.as_ref().is_none_or(condition) {
            return;
        }
        let Some(old) = std::mem::replace(&mut store.current, next) else { return };
        store.previous = Some(Arc::clone(&old));
        drop(store);
        if let (Some(logout), Ok(runtime)) = (&self.logout, tokio::runtime::Handle::try_current()) {
            logouts::begin(&runtime, logout(Arc::clone(core), old));
        }
    }

    /// Logs out in the background.
    pub(crate) fn end(&self, core: &Arc<Core>) {
        self.replace_if(core, |_| true, None);
    }

    pub(super) fn secrets(&self) -> Vec<Zeroizing<String>> {
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        let store = store.current.iter().chain(&store.previous).flat_map(|credentials| credentials.secrets());
        self.extra_secrets.iter().cloned().chain(store).collect()
    }
}
