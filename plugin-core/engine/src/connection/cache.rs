//! Connections are made once for equal parameters, and shared until nobody has asked for them for a while, or until the API
//! no longer accepts their credentials.

use super::canonical::canonical;
use super::connector::{CachedConnection, Connector};
use plugin_run::Run;
use plugin_schema::error::{PluginError, Result};
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio::time::Instant;
use zeroize::Zeroizing;

/// How many connections are kept, and how many spellings of their parameters.
const MAX_ENTRIES: usize = 256;

/// How long the parameters of all connections may be together, in bytes, and as much again for their spellings.
const MAX_BYTES: usize = 8 << 20;

/// How often the same parameters are connected anew at most, since each time is a login.
const EVICTION_INTERVAL: Duration = Duration::from_secs(1);

/// How long the text of the parameters may be, in bytes.
const MAX_PARAMETERS_BYTES: usize = 256 << 10;

/// Parameters as bytes, wiped when they are forgotten.
#[derive(PartialEq, Eq)]
struct Key(Zeroizing<Vec<u8>>);

// So that a key is found by the text of a message, without a copy.
impl Borrow<[u8]> for Key {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

// As the bytes it borrows.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_slice().hash(state);
    }
}

/// One connection, made by whoever asks first while the others wait. A failure is told to all who wait, and then forgotten.
type SharedEntry = Arc<CacheEntry>;

#[derive(Default)]
struct CacheEntry {
    made: OnceCell<Result<Arc<CachedConnection>>>,
    /// When it was last asked for, in microseconds since the cache was made.
    used: AtomicU64,
    /// When the one before it was evicted, in the same time.
    evicted: Option<u64>,
}

/// A connection that nobody has asked for is kept for so long.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// The connections in use. Found by the text of their parameters, which is fast, or else by their meaning.
pub struct Cache {
    index: Mutex<CacheIndex>,
    made: Instant,
}

impl Default for Cache {
    fn default() -> Self {
        Self { index: Mutex::default(), made: Instant::now() }
    }
}

#[derive(Default)]
struct CacheIndex {
    by_text: HashMap<Key, SharedEntry>,
    by_canonical: HashMap<Key, SharedEntry>,
}

impl Cache {
    /// The connection with these parameters. Its secrets are hidden in `run`.
    ///
    /// # Errors
    /// What the author's `connect` fails with, or the caller's if the parameters are invalid.
    pub async fn get(&self, connector: &Connector, text: &str, run: &Run) -> Result<Arc<CachedConnection>> {
        if text.len() > MAX_PARAMETERS_BYTES {
            return Err(PluginError::caller(format_args!(
                "The connection parameters are longer than {MAX_PARAMETERS_BYTES} bytes."
            )));
        }
        let (now, known) = (self.now(), self.lock().get(text));
        let entry = known.unwrap_or_else(|| {
            // Not while the others wait for the lock.
            let key = canonical(text).unwrap_or_else(|| Zeroizing::new(text.as_bytes().to_vec()));
            self.lock().get_or_insert(text, key, now)
        });
        entry.used.store(now, Ordering::Relaxed);
        if let Some(Ok(connection)) = entry.made.get() {
            run.secrets.add_connection(connection.secrets.clone());
            return Ok(Arc::clone(connection));
        }
        let made = entry.made.get_or_init(|| async {
            // Whoever else waits for this connection does not know the secrets that its error may show.
            let connection =
                (connector.connect)(text).await.map_err(|error| error.redacted(&run.secrets.redactor()))?;
            Ok(Arc::new(CachedConnection { connection, secrets: run.secrets.take_for_connection() }))
        });
        let made = made.await.clone();
        match &made {
            Ok(connection) => run.secrets.add_connection(connection.secrets.clone()),
            Err(_) => self.lock().remove(|other| Arc::ptr_eq(other, &entry)),
        }
        made
    }

    /// Forgets a connection, so that whoever asks next gets a fresh one, unless it has only just taken the place of another.
    pub fn evict(&self, connection: &Arc<CachedConnection>) {
        self.lock().evict(connection, self.now());
    }

    /// Forgets the connections that nobody has asked for since [`IDLE_TIMEOUT`].
    pub fn remove_idle(&self) {
        let now = self.now();
        let idle = IDLE_TIMEOUT.as_micros() as u64;
        self.lock().remove(|entry| now.saturating_sub(entry.used.load(Ordering::Relaxed)) > idle);
    }

    /// Forgets all connections.
    pub fn clear(&self) {
        self.lock().remove(|_| true);
    }

    /// How many connections there are.
    pub fn len(&self) -> usize {
        self.lock().by_canonical.values().filter(|entry| entry.made.initialized()).count()
    }

    fn now(&self) -> u64 {
        self.made.elapsed().as_micros() as u64
    }

    // A panic while the lock is held leaves whole entries behind.
    fn lock(&self) -> MutexGuard<'_, CacheIndex> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bytes(index: &HashMap<Key, SharedEntry>) -> usize {
    index.keys().map(|key| key.0.len()).sum()
}

impl CacheIndex {
    /// The entry of parameters that have been written like this before.
    fn get(&mut self, text: &str) -> Option<SharedEntry> {
        self.by_text.get(text.as_bytes()).cloned()
    }

    /// The entry of parameters that mean this, and from now on also of this spelling.
    fn get_or_insert(&mut self, text: &str, key: Zeroizing<Vec<u8>>, now: u64) -> SharedEntry {
        let entry = Arc::clone(self.by_canonical.entry(Key(key)).or_default());
        entry.used.store(now, Ordering::Relaxed);
        // Forgetting the spellings costs no connection: each is found again by its meaning.
        if self.by_text.len() >= MAX_ENTRIES || bytes(&self.by_text) + text.len() > MAX_BYTES {
            self.by_text.clear();
        }
        self.by_text.insert(Key(Zeroizing::new(text.as_bytes().to_vec())), Arc::clone(&entry));
        while self.by_canonical.len() > MAX_ENTRIES || bytes(&self.by_canonical) > MAX_BYTES {
            let others = self.by_canonical.values().filter(|other| !Arc::ptr_eq(other, &entry));
            let Some(oldest) = others.min_by_key(|entry| entry.used.load(Ordering::Relaxed)).cloned() else {
                break;
            };
            self.remove(|other| Arc::ptr_eq(other, &oldest));
        }
        entry
    }

    /// Puts an empty entry in the place of the connection's, unless that has been done within [`EVICTION_INTERVAL`].
    fn evict(&mut self, connection: &Arc<CachedConnection>, now: u64) {
        let is_it =
            |entry: &SharedEntry| matches!(entry.made.get(), Some(Ok(made)) if Arc::ptr_eq(made, connection));
        let Some(old) = self.by_canonical.values().find(|entry| is_it(entry)).cloned() else { return };
        let interval = EVICTION_INTERVAL.as_micros() as u64;
        if old.evicted.is_some_and(|evicted| now.saturating_sub(evicted) < interval) {
            return;
        }
        let fresh = Arc::new(CacheEntry { made: OnceCell::new(), used: now.into(), evicted: Some(now) });
        for entry in self.by_canonical.values_mut().chain(self.by_text.values_mut()) {
            if Arc::ptr_eq(entry, &old) {
                *entry = Arc::clone(&fresh);
            }
        }
    }

    fn remove(&mut self, is_it: impl Fn(&SharedEntry) -> bool) {
        self.by_text.retain(|_, entry| !is_it(entry));
        self.by_canonical.retain(|_, entry| !is_it(entry));
    }
}
