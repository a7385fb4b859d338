//! Helpers for tasks that read a log in pages: time windows, deduplication and lag.

use jiff::{SignedDuration, Timestamp};
use plugin_schema::error::{PluginError, Result};
use plugin_schema::values::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::time::Duration;

/// Hashes an entry: the first 32 hexadecimal digits of the SHA-256 of its JSON. The order of keys does not matter.
///
/// # Errors
/// A server error if the entry cannot be written as JSON.
pub fn hash(entry: &impl Serialize) -> Result<String> {
    let mut value = serde_json::to_value(entry).map_err(PluginError::server)?;
    value.sort_all_objects();
    let hash = Sha256::digest(value.to_string());
    Ok(hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

/// Removes the entries whose hashes are in `seen`, and duplicates. Also returns the hashes of all `entries`: the value of `seen`
/// for the next page, which may overlap this one.
///
/// # Errors
/// A server error if an entry cannot be written as JSON.
///
/// ```
/// use plugin_core::task::dedupe;
///
/// let (first, seen) = dedupe(vec!["a", "b"], &[]).unwrap();
/// assert_eq!(first, ["a", "b"]);
/// let (second, _) = dedupe(vec!["b", "c", "c"], &seen).unwrap();
/// assert_eq!(second, ["c"]);
/// ```
pub fn dedupe<T: Serialize>(entries: Vec<T>, seen: &[String]) -> Result<(Vec<T>, Vec<String>)> {
    let seen: HashSet<&str> = seen.iter().map(String::as_str).collect();
    let (mut new, mut hashes, mut on_page) = (Vec::new(), Vec::new(), HashSet::new());
    for entry in entries {
        let hash = hash(&entry)?;
        if on_page.insert(hash.clone()) {
            if !seen.contains(hash.as_str()) {
                new.push(entry);
            }
            hashes.push(hash);
        }
    }
    Ok((new, hashes))
}

/// The time span that a run requests from the API.
///
/// ```
/// use plugin_core::task::Window;
/// use plugin_core::values::Date;
/// use std::time::Duration;
///
/// const HOUR: Duration = Duration::from_secs(60 * 60);
/// let now = "2026-01-08T12:00:00Z".parse().unwrap();
///
/// let first = Window::new(now, 24 * HOUR).after(None).unwrap();
/// assert_eq!(first.start().as_str(), "2026-01-07T12:00:00Z");
///
/// let last: Date = "2026-01-01T00:00:00Z".parse().unwrap();
/// let next = Window::new(now, 24 * HOUR).after(Some(&last)).unwrap().cutoff(7 * 24 * HOUR).at_most(HOUR);
/// assert_eq!(next.start().as_str(), "2026-01-01T12:00:00Z");
/// assert_eq!(next.end().as_str(), "2026-01-01T13:00:00Z");
/// assert!(next.has_more());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct Window {
    start: Timestamp,
    end: Timestamp,
    now: Timestamp,
}

impl Window {
    /// A window from `lookback` before `now` until `now`, for a first run.
    pub fn new(now: Timestamp, lookback: Duration) -> Self {
        Self { start: before(now, lookback), end: now, now }
    }

    /// Starts the window at the end of the last run, if there was one, and never in the future.
    ///
    /// # Errors
    /// BAD_REQUEST if `last` is not a date of RFC 3339.
    pub fn after(mut self, last: Option<&Date>) -> Result<Self> {
        if let Some(last) = last {
            self.start = last.parse::<Timestamp>()?.min(self.now);
        }
        Ok(self)
    }

    /// Limits how far back the window starts. The log contains a warning with the skipped time span.
    pub fn cutoff(mut self, max_age: Duration) -> Self {
        let earliest = before(self.now, max_age);
        if self.start < earliest {
            tracing::warn!(
                "The time from {} to {earliest} is skipped: it is older than the cutoff.",
                self.start
            );
            self.start = earliest;
        }
        self
    }

    /// Limits the length of the window. The next page continues at its end.
    pub fn at_most(mut self, length: Duration) -> Self {
        let end = self.start.saturating_add(length).unwrap_or(Timestamp::MAX);
        self.end = self.end.min(end);
        self
    }

    /// The start of the window, in UTC.
    pub fn start(&self) -> Date {
        self.start.into()
    }

    /// The end of the window, in UTC. The next run starts here.
    pub fn end(&self) -> Date {
        self.end.into()
    }

    /// Whether the window ends before now, so that another page follows.
    pub fn has_more(&self) -> bool {
        self.end < self.now
    }
}

/// Logs an error if the position of a task, called `name` in its state, is older than `allowed`. Returns whether it is.
///
/// # Errors
/// BAD_REQUEST if `last` is not a date of RFC 3339.
pub fn report_lag(name: &str, last: &Date, now: Timestamp, allowed: Duration) -> Result<bool> {
    let lag = now.duration_since(last.parse()?);
    let is_late = lag > SignedDuration::try_from(allowed).unwrap_or(SignedDuration::MAX);
    if is_late {
        tracing::error!("The task lags behind: {name} is {last}, which is {lag:#} ago.");
    }
    Ok(is_late)
}

fn before(time: Timestamp, duration: Duration) -> Timestamp {
    time.saturating_sub(duration).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const HOUR: Duration = Duration::from_secs(60 * 60);

    fn now() -> Timestamp {
        "2026-01-08T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_hash_ignores_the_order_of_keys_and_nothing_else() {
        let hash = |value| hash(&value).unwrap();
        assert_eq!(
            hash(json!({"a": 1, "b": {"c": 2, "d": 3}})),
            hash(json!({"b": {"d": 3, "c": 2}, "a": 1}))
        );
        assert_ne!(hash(json!({"a": 1})), hash(json!({"a": "1"})));
        assert_ne!(hash(json!({"a": [1, 2]})), hash(json!({"a": [2, 1]})));
        assert_eq!(hash(json!({})).len(), 32);
    }

    #[test]
    fn a_last_run_in_the_future_leaves_an_empty_window() {
        let window = Window::new(now(), HOUR).after(Some(&"2027-01-01T00:00:00Z".parse().unwrap())).unwrap();
        assert_eq!((window.start(), window.has_more()), (window.end(), false));
    }

    #[test]
    fn an_invalid_date_is_reported() {
        let error = Window::new(now(), HOUR)
            .after(Some(&serde_json::from_str("\"yesterday\"").unwrap()))
            .unwrap_err();
        assert_eq!(error.data(), "yesterday");
    }

    #[test]
    fn a_lag_is_reported_above_the_limit() {
        let late =
            |allowed| report_lag("last", &"2026-01-08T10:00:00Z".parse().unwrap(), now(), allowed).unwrap();
        assert!(late(HOUR) && !late(2 * HOUR) && !late(Duration::MAX));
    }

    proptest! {
        /// The windows of successive runs cover every moment from the first start to the end exactly once.
        #[test]
        fn windows_leave_no_gap(length in 1u64..100_000, runs in 1usize..20) {
            let mut last: Option<Date> = None;
            for _ in 0..runs {
                let window = Window::new(now(), 24 * HOUR).after(last.as_ref()).unwrap();
                let window = window.at_most(Duration::from_secs(length));
                prop_assert!(last.is_none_or(|last| last == window.start()));
                prop_assert!(window.start <= window.end && window.end <= window.now);
                last = Some(window.end());
            }
        }
    }
}
