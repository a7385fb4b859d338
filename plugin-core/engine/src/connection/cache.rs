//! Caches connections by their parameters. An entry stays until it has not been used for a while, or until the API rejects its
//! credentials.
//!
//! There are two indexes: by the text of the parameters, and by its canonical form. The first one stays because it saves time: an
//! action over HTTP takes 54 600 instructions if its parameters are written as before, and 64 800 if they are always written
//! with other white space (at `opt-level = 3`).

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

/// The maximum number of connections, and of texts of their parameters.
const MAX_ENTRIES: usize = 1024;

/// The maximum size of the parameters of all connections. The same maximum applies to their texts.
const MAX_BYTES: usize = 8 << 20;

/// The minimum time between two logins with the same parameters after the API rejects the credentials.
const EVICTION_INTERVAL: Duration = Duration::from_secs(1);

/// The maximum size of the parameters of one connection.
const MAX_PARAMETERS_BYTES: usize = 256 << 10;

/// Parameters as bytes, wiped on drop.
#[derive(PartialEq, Eq)]
struct Key(Zeroizing<Vec<u8>>);

// Looks up a key by the text of a message without a copy.
impl Borrow<[u8]> for Key {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

// Equals the hash of the borrowed bytes, as `Borrow` requires.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_slice().hash(state);
    }
}

/// One connection. The first run connects while the others wait. A failure reaches all of them and is not cached.
type SharedEntry = Arc<CacheEntry>;

#[derive(Default)]
struct CacheEntry {
    connection: OnceCell<Result<Arc<CachedConnection>>>,
    /// The time of the last use, in microseconds since the cache was created.
    last_used: AtomicU64,
    /// The time at which its predecessor was evicted, in the same unit.
    evicted: Option<u64>,
}

/// How long an unused connection stays in the cache.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// The cached connections. A lookup compares the text of the parameters first, which is fast, and then their canonical form.
pub struct Cache {
    index: Mutex<CacheIndex>,
    created: Instant,
}

impl Default for Cache {
    fn default() -> Self {
        Self { index: Mutex::default(), created: Instant::now() }
    }
}

#[derive(Default)]
struct CacheIndex {
    by_text: HashMap<Key, SharedEntry>,
    by_canonical: HashMap<Key, SharedEntry>,
}

impl Cache {
    /// Returns the connection with these parameters, and connects if there is none. `run` masks its secrets from now on.
    ///
    /// # Errors
    /// The error of the author's `connect`, or a caller error if the parameters are invalid.
    pub async fn get(&self, connector: &Connector, text: &str, run: &Run) -> Result<Arc<CachedConnection>> {
        if text.len() > MAX_PARAMETERS_BYTES {
            return Err(PluginError::caller(format_args!(
                "The connection parameters are longer than {MAX_PARAMETERS_BYTES} bytes."
            )));
        }
        let (now, entry) = (self.now(), self.lock().get(text));
        let entry = entry.unwrap_or_else(|| {
            // The lock is free while this parses the parameters.
            let key = canonical(text).unwrap_or_else(|| Zeroizing::new(text.as_bytes().to_vec()));
            self.lock().get_or_insert(text, key, now)
        });
        entry.last_used.store(now, Ordering::Relaxed);
        let connected = match entry.connection.get() {
            Some(Ok(connection)) => Ok(Arc::clone(connection)),
            // In a box, since most messages find a connection and need not move a future as large as this.
            _ => Box::pin(self.connect(connector, text, &entry, run)).await,
        };
        connected.inspect(|connection| run.secrets.add_connection(connection.secrets.clone()))
    }

    /// Opens the connection of an entry, or waits for the run that does.
    async fn connect(
        &self,
        connector: &Connector,
        text: &str,
        entry: &SharedEntry,
        run: &Run,
    ) -> Result<Arc<CachedConnection>> {
        let connected = entry.connection.get_or_init(|| async {
            // The other runs that wait for this connection cannot mask its secrets in the error.
            let value =
                (connector.connect)(text).await.map_err(|error| error.redacted(&run.secrets.redactor()))?;
            Ok(Arc::new(CachedConnection { value, secrets: run.secrets.take_for_connection() }))
        });
        let connected = connected.await.clone();
        if connected.is_err() {
            self.lock().remove(|other| Arc::ptr_eq(other, entry));
        }
        connected
    }

    /// Removes a connection so that the next run connects again, unless its predecessor was evicted within [`EVICTION_INTERVAL`].
    pub fn evict(&self, connection: &Arc<CachedConnection>) {
        self.lock().evict(connection, self.now());
    }

    /// Removes the connections that have not been used for [`IDLE_TIMEOUT`].
    pub fn remove_idle(&self) {
        let now = self.now();
        let idle = IDLE_TIMEOUT.as_micros() as u64;
        self.lock().remove(|entry| now.saturating_sub(entry.last_used.load(Ordering::Relaxed)) > idle);
    }

    /// Removes all connections.
    pub fn clear(&self) {
        self.lock().remove(|_| true);
    }

    /// The number of connections.
    pub fn len(&self) -> usize {
        self.lock().by_canonical.values().filter(|entry| entry.connection.initialized()).count()
    }

    fn now(&self) -> u64 {
        self.created.elapsed().as_micros() as u64
    }

    // A panic under the lock leaves every entry whole.
    fn lock(&self) -> MutexGuard<'_, CacheIndex> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bytes(index: &HashMap<Key, SharedEntry>) -> usize {
    index.keys().map(|key| key.0.len()).sum()
}

impl CacheIndex {
    /// The entry of parameters with exactly this text.
    fn get(&mut self, text: &str) -> Option<SharedEntry> {
        self.by_text.get(text.as_bytes()).cloned()
    }

    /// The entry of parameters with the canonical form `key`. From now on [`Self::get`] finds it by `text` too.
    fn get_or_insert(&mut self, text: &str, key: Zeroizing<Vec<u8>>, now: u64) -> SharedEntry {
        let entry = Arc::clone(self.by_canonical.entry(Key(key)).or_default());
        entry.last_used.store(now, Ordering::Relaxed);
        // Removing texts costs no connection: the canonical form finds each again.
        if self.by_text.len() >= MAX_ENTRIES || bytes(&self.by_text) + text.len() > MAX_BYTES {
            self.by_text.clear();
        }
        self.by_text.insert(Key(Zeroizing::new(text.as_bytes().to_vec())), Arc::clone(&entry));
        while self.by_canonical.len() > MAX_ENTRIES || bytes(&self.by_canonical) > MAX_BYTES {
            let others = self.by_canonical.values().filter(|other| !Arc::ptr_eq(other, &entry));
            let Some(oldest) = others.min_by_key(|entry| entry.last_used.load(Ordering::Relaxed)).cloned()
            else {
                break;
            };
            self.remove(|other| Arc::ptr_eq(other, &oldest));
        }
        entry
    }

    /// Replaces the entry of the connection by an empty one, unless that happened within [`EVICTION_INTERVAL`].
    fn evict(&mut self, connection: &Arc<CachedConnection>, now: u64) {
        let is_it = |entry: &SharedEntry| matches!(entry.connection.get(), Some(Ok(found)) if Arc::ptr_eq(found, connection));
        let Some(old) = self.by_canonical.values().find(|entry| is_it(entry)).cloned() else { return };
        let interval = EVICTION_INTERVAL.as_micros() as u64;
        if old.evicted.is_some_and(|evicted| now.saturating_sub(evicted) < interval) {
            return;
        }
        let empty = CacheEntry { connection: OnceCell::new(), last_used: now.into(), evicted: Some(now) };
        let empty = Arc::new(empty);
        for entry in self.by_canonical.values_mut().chain(self.by_text.values_mut()) {
            if Arc::ptr_eq(entry, &old) {
                *entry = Arc::clone(&empty);
            }
        }
    }

    fn remove(&mut self, is_it: impl Fn(&SharedEntry) -> bool) {
        self.by_text.retain(|_, entry| !is_it(entry));
        self.by_canonical.retain(|_, entry| !is_it(entry));
    }
}
