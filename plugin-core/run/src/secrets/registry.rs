//! The secrets that a run has met.

use super::limits::{MAX_SECRET_BYTES, MAX_SECRETS, is_long_enough};
use super::matcher::Matcher;
use super::redactor::Redactor;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// The secrets of one run: those of its connection, and those that were deserialised in the run itself.
#[derive(Debug, Default)]
pub struct Secrets(Mutex<Known>);

#[derive(Default)]
struct Known {
    connection: Option<Arc<Matcher>>,
    texts: Vec<Zeroizing<String>>,
    bytes: usize,
    /// Of `texts`, once it was needed.
    matcher: Option<Arc<Matcher>>,
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Known({:?}, {} more)", self.connection, self.texts.len())
    }
}

impl Known {
    fn matcher(&mut self) -> Option<Arc<Matcher>> {
        if self.matcher.is_none() {
            self.matcher = Matcher::new(&self.texts).map(Arc::new);
        }
        self.matcher.clone()
    }
}

/// A run holds more secrets than can be hidden.
#[derive(Debug)]
pub struct TooManySecrets;

impl fmt::Display for TooManySecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {MAX_SECRETS} secrets or {MAX_SECRET_BYTES} bytes of them in one run")
    }
}

impl Secrets {
    /// Hides `text` in what leaves the run from now on.
    ///
    /// # Errors
    /// If the run holds too many: a secret that is not hidden must not be used.
    pub fn register(&self, text: &str) -> Result<(), TooManySecrets> {
        let mut known = self.lock();
        if !is_long_enough(text.trim()) || known.texts.iter().any(|other| **other == text) {
            return Ok(());
        }
        if known.texts.len() == MAX_SECRETS || known.bytes + text.len() > MAX_SECRET_BYTES {
            return Err(TooManySecrets);
        }
        known.bytes += text.len();
        known.texts.push(Zeroizing::new(text.to_owned()));
        known.matcher = None;
        Ok(())
    }

    /// Hides the secrets of a connection that another run has made.
    pub fn add_connection(&self, secrets: Option<Arc<Matcher>>) {
        self.lock().connection = secrets;
    }

    /// Turns the secrets so far into those of a connection, which has just been made from them.
    pub fn take_for_connection(&self) -> Option<Arc<Matcher>> {
        let mut known = self.lock();
        let matcher = known.matcher();
        *known = Known { connection: matcher.clone(), ..Known::default() };
        matcher
    }

    /// What hides the secrets so far.
    pub fn redactor(&self) -> Redactor {
        let mut known = self.lock();
        let own = known.matcher();
        Redactor::new(known.connection.clone().into_iter().chain(own).collect())
    }

    // A panic while the lock is held leaves at worst a secret that was not registered.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
