//! Collects the secrets of a run.

use super::limits::{MAX_SECRET_BYTES, MAX_SECRETS, is_long_enough};
use super::matcher::Matcher;
use super::redactor::Redactor;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// The secrets of one run: the secrets of its connection, and those deserialised within the run.
#[derive(Debug, Default)]
pub struct Secrets(Mutex<Registry>);

#[derive(Default)]
struct Registry {
    connection: Option<Arc<Matcher>>,
    texts: Vec<Zeroizing<String>>,
    bytes: usize,
    /// Finds `texts`. Built on demand.
    matcher: Option<Arc<Matcher>>,
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Registry({:?}, {} more)", self.connection, self.texts.len())
    }
}

impl Registry {
    fn matcher(&mut self) -> Option<Arc<Matcher>> {
        if self.matcher.is_none() {
            self.matcher = Matcher::new(&self.texts).map(Arc::new);
        }
        self.matcher.clone()
    }
}

/// A run has more secrets than [`MAX_SECRETS`] or [`MAX_SECRET_BYTES`] allow.
#[derive(Debug)]
pub struct TooManySecrets;

impl fmt::Display for TooManySecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {MAX_SECRETS} secrets or {MAX_SECRET_BYTES} bytes of them in one run")
    }
}

impl Secrets {
    /// Registers a secret: it is masked in all output of the run from now on.
    ///
    /// # Errors
    /// If the run has too many secrets. The caller must not use a secret that is not masked.
    pub fn register(&self, text: &str) -> Result<(), TooManySecrets> {
        let mut registry = self.lock();
        if !is_long_enough(text.trim()) || registry.texts.iter().any(|other| **other == text) {
            return Ok(());
        }
        if registry.texts.len() == MAX_SECRETS || registry.bytes + text.len() > MAX_SECRET_BYTES {
            return Err(TooManySecrets);
        }
        registry.bytes += text.len();
        registry.texts.push(Zeroizing::new(text.to_owned()));
        registry.matcher = None;
        Ok(())
    }

    /// Adds the secrets of a cached connection.
    pub fn add_connection(&self, secrets: Option<Arc<Matcher>>) {
        self.lock().connection = secrets;
    }

    /// Takes the secrets registered so far as those of a new connection. The run still masks them.
    pub fn take_for_connection(&self) -> Option<Arc<Matcher>> {
        let mut registry = self.lock();
        let matcher = registry.matcher();
        *registry = Registry { connection: matcher.clone(), ..Registry::default() };
        matcher
    }

    /// Builds a redactor for the secrets registered so far.
    pub fn redactor(&self) -> Redactor {
        let mut registry = self.lock();
        let own = registry.matcher();
        Redactor::new([registry.connection.clone(), own])
    }

    // A panic under the lock leaves at worst a secret unregistered.
    fn lock(&self) -> MutexGuard<'_, Registry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
