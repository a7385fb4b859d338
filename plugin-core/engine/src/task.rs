//! What tasks need that read a log bit by bit: which span of time to ask for, which entries are new, whether they keep up.

use jiff::{SignedDuration, Timestamp};
use plugin_schema::error::{PluginError, Result};
use plugin_schema::values::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::time::Duration;

/// The hash of an entry: 32 hexadecimal digits of the SHA-256 of its JSON, in which the order of keys does not matter.
///
/// # Errors
/// The server's, if the entry cannot be written as JSON.
pub fn hash(entry: &impl Serialize) -> Result<String> {
    let mut value = serde_json::to_value(entry).map_err(PluginError::server)?;
    value.sort_all_objects();
    let hash = Sha256::digest(value.to_string());
    Ok(hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

/// The entries that are not among those seen before, each once, and the hashes of all `entries`: what has been seen when the
/// next page comes, which may begin with the end of this one.
///
/// # Errors
/// The server's, if an entry cannot be written as JSON.
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
    let (mut fresh, mut hashes, mut here) = (Vec::new(), Vec::new(), HashSet::new());
    for entry in entries {
        let hash = hash(&entry)?;
        if here.insert(hash.clone()) {
            if !seen.contains(hash.as_str()) {
                fresh.push(entry);
            }
            hashes.push(hash);
        }
    }
    Ok((fresh, hashes))
}

/// The span of time that a run asks the API for.
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
    /// The time up to `now`, for a run that knows no earlier one: so far it looks back.
    pub fn new(now: Timestamp, lookback: Duration) -> Self {
        Self { start: before(now, lookback), end: now, now }
    }

    /// From where the last run ended, if there was one; never from the future.
    ///
    /// # Errors
    /// BAD_REQUEST if `last` is not a date of RFC 3339.
    pub fn after(mut self, last: Option<&Date>) -> Result<Self> {
        if let Some(last) = last {
            self.start = last.parse::<Timestamp>()?.min(self.now);
        }
        Ok(self)
    }

    /// Never further back than this; what is skipped is told in the log.
    pub fn cutoff(mut self, furthest: Duration) -> Self {
        let earliest = before(self.now, furthest);
        if self.start < earliest {
            tracing::warn!("What happened from {} to {earliest} is skipped: it is too long ago.", self.start);
            self.start = earliest;
        }
        self
    }

    /// No longer than this; the rest is for the next page.
    pub fn at_most(mut self, length: Duration) -> Self {
        let end = self.start.saturating_add(length).unwrap_or(Timestamp::MAX);
        self.end = self.end.min(end);
        self
    }

    /// Where it begins, in UTC.
    pub fn start(&self) -> Date {
        self.start.into()
    }

    /// Where it ends, in UTC: where the next run goes on.
    pub fn end(&self) -> Date {
        self.end.into()
    }

    /// Whether it ends before now.
    pub fn has_more(&self) -> bool {
        self.end < self.now
    }
}

/// Logs an error if the time up to which a task has read, called `name` in its state, is further back than it may be.
/// Says whether it is.
///
/// # Errors
/// BAD_REQUEST if `last` is not a date of RFC 3339.
pub fn report_lag(name: &str, last: &Date, now: Timestamp, allowed: Duration) -> Result<bool> {
    let lag = now.duration_since(last.parse()?);
    let is_late = lag > SignedDuration::try_from(allowed).unwrap_or(SignedDuration::MAX);
    if is_late {
        tracing::error!("The task is behind: {name} is {last}, which is {lag:#} ago.");
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
    fn the_order_of_keys_does_not_matter_and_all_else_does() {
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
    fn what_is_no_date_is_told() {
        let error = Window::new(now(), HOUR)
            .after(Some(&serde_json::from_str("\"yesterday\"").unwrap()))
            .unwrap_err();
        assert_eq!(error.data(), "yesterday");
    }

    #[test]
    fn a_lag_is_reported_beyond_what_is_allowed() {
        let late =
            |allowed| report_lag("last", &"2026-01-08T10:00:00Z".parse().unwrap(), now(), allowed).unwrap();
        assert!(late(HOUR) && !late(2 * HOUR) && !late(Duration::MAX));
    }

    proptest! {
        /// Run after run, every moment from the first start to the end is asked for exactly once.
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
