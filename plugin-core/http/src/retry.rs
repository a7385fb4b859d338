//! When a request is sent again, and how long that waits.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use plugin_schema::error::{PluginError, Preset};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Statuses that pass.
const PASSING: &[u16] = &[408, 429, 502, 503, 504];

/// How often a call is sent again, and after what.
///
/// A call that is not `idempotent`, as GET and HEAD are, is sent again only if the API has done nothing: after 429, and when no
/// connection could be made. All retries of a client draw on [`HttpBuilder::retry_budget`](crate::HttpBuilder::retry_budget).
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    max: u32,
    on: &'static [u16],
    /// When no connection could be made.
    unsent: bool,
    /// The header that says at which second since 1970, or in how many seconds, the API takes requests again.
    reset: Option<&'static str>,
}

impl Retry {
    /// At most `max` times, after 408, 429, 502, 503, 504 and when no connection could be made.
    pub const fn new(max: u32) -> Self {
        Self { max, on: PASSING, unsent: true, reset: None }
    }

    /// After these statuses only.
    pub const fn on(mut self, statuses: &'static [u16]) -> Self {
        self.on = statuses;
        self.unsent = false;
        self
    }

    /// Also when no connection could be made.
    pub const fn or_connect(mut self) -> Self {
        self.unsent = true;
        self
    }

    /// The header that says at which second since 1970, or in how many seconds, the API takes requests again, e.g.
    /// `X-RateLimit-Reset`.
    pub const fn reset(mut self, header: &'static str) -> Self {
        self.reset = Some(header);
        self
    }

    pub(crate) fn max(&self) -> u32 {
        self.max
    }

    /// Whether it is for a failure with this status, or for one of which nothing was sent.
    pub(crate) fn is_for(&self, status: Option<u16>, is_unsent: bool) -> bool {
        status.is_some_and(|status| self.on.contains(&status)) || (is_unsent && self.unsent)
    }

    /// What the API asks for: how long from `now`.
    pub(crate) fn hint(&self, headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
        let until = |time: Timestamp| Duration::try_from(time.duration_since(now)).unwrap_or_default();
        let after =
            text(RETRY_AFTER.as_str()).and_then(|text| seconds(text).or_else(|| date(text).map(until)));
        let reset = || match text(self.reset?)?.parse().ok()? {
            // No API means a time of the last century.
            second @ 0..1_000_000_000 => Some(Duration::from_secs(second)),
            second => Timestamp::from_second(second.try_into().ok()?).ok().map(until),
        };
        after.or_else(reset)
    }
}

/// `7`, and what some APIs write instead: `0.5`, `7s`, `7 seconds`.
fn seconds(text: &str) -> Option<Duration> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    if !["", "s", "sec", "secs", "second", "seconds"].contains(&unit.trim().to_ascii_lowercase().as_str()) {
        return None;
    }
    let whole = || number.parse().ok().map(Duration::from_secs);
    whole().or_else(|| Duration::try_from_secs_f64(number.parse().ok()?).ok())
}

/// A date of HTTP, or one of RFC 3339, which some APIs write instead.
fn date(text: &str) -> Option<Timestamp> {
    let http = rfc2822::DateTimeParser::new().parse_timestamp(text).ok();
    http.or_else(|| text.parse().ok())
}

/// How long to wait before try `number` (the first repetition is 1) if the API does not say: anything up to 2^n seconds, so
/// that those who failed together do not come back together.
pub(crate) fn jitter(number: u32) -> Duration {
    let most = Duration::from_secs(1 << number.saturating_sub(1).min(5)).min(Duration::from_secs(30));
    most.mul_f64(fastrand::f64())
}

/// How many retries a client may afford: each costs ten times of what a success gives back, so that an API that is down is not
/// asked more for being down.
#[derive(Debug)]
pub(crate) struct Budget {
    retries: u32,
    left: AtomicU64,
}

impl Budget {
    const COST: u64 = 10;

    pub(crate) fn of(retries: u32) -> Self {
        Self { retries, left: AtomicU64::new(u64::from(retries) * Self::COST) }
    }

    /// How many retries it has when it is full.
    pub(crate) fn retries(&self) -> u32 {
        self.retries
    }

    pub(crate) fn succeed(&self) {
        // Only when there is something to fill up, so that well-going calls share nothing.
        if self.left.load(Ordering::Relaxed) < u64::from(self.retries) * Self::COST {
            self.left.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Takes a retry, if there is one left.
    pub(crate) fn take(&self) -> bool {
        let take = |left: u64| left.checked_sub(Self::COST);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }
}

/// The client has no retry left.
pub(crate) fn beyond_budget(error: PluginError, retries: u32) -> PluginError {
    let assistance = error.assistance_text().to_owned();
    error.assistance(format!(
        "{assistance} The request was not sent again: the retry budget of the client, {retries}, is used up."
    ))
}

/// The API asks for a longer wait than the run or the call has time for.
pub(crate) fn beyond_deadline(error: PluginError, wait: Duration, now: Timestamp) -> PluginError {
    let when =
        now.saturating_add(wait).map_or_else(|_| "much later".to_owned(), |time| format!("after {time}"));
    let status = error.status();
    let told = PluginError::preset(Preset::RateLimit)
        .assistance(format!("The API asks to try again {when}, which is later than there is time for."))
        .data(error.data_text());
    status.into_iter().fold(told, PluginError::status_code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    const NOW: Timestamp = Timestamp::constant(1_767_225_600, 0);

    fn hint(name: &'static str, value: &str) -> Option<Duration> {
        let headers = HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_str(value).unwrap())]);
        Retry::new(1).reset("x-rate-limit-reset").hint(&headers, NOW)
    }

    #[test]
    fn the_api_says_when() {
        assert_eq!(hint("retry-after", "7"), Some(Duration::from_secs(7)));
        assert_eq!(hint("retry-after", "Thu, 01 Jan 2026 00:01:00 GMT"), Some(Duration::from_secs(60)));
        assert_eq!(hint("retry-after", "2026-01-01T00:00:30Z"), Some(Duration::from_secs(30)));
        assert_eq!(hint("retry-after", "Wed, 01 Jan 2025 00:01:00 GMT"), Some(Duration::ZERO));
        assert_eq!(hint("retry-after", "5 seconds"), Some(Duration::from_secs(5)));
        assert_eq!(hint("retry-after", "1 Second"), Some(Duration::from_secs(1)));
        assert_eq!(hint("retry-after", "0.5"), Some(Duration::from_millis(500)));
        assert_eq!(hint("retry-after", "0"), Some(Duration::ZERO));
        assert_eq!(hint("retry-after", "5 minutes"), None);
        assert_eq!(hint("retry-after", "18446744073709551615"), Some(Duration::from_secs(u64::MAX)));
        assert_eq!(hint("x-rate-limit-reset", "1767225660"), Some(Duration::from_secs(60)));
        assert_eq!(hint("x-rate-limit-reset", "30"), Some(Duration::from_secs(30)));
        assert_eq!(hint("retry-after", "soon"), None);
        assert_eq!(hint("retry-after", "-1"), None);
    }

    #[test]
    fn a_budget_ends_and_comes_back() {
        let budget = Budget::of(20);
        assert_eq!((0..100).filter(|_| budget.take()).count(), 20);
        (0..10).for_each(|_| budget.succeed());
        assert!(budget.take() && !budget.take());
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_30_seconds(number in 0_u32..u32::MAX) {
            prop_assert!(jitter(number) <= Duration::from_secs(30));
        }

        #[test]
        fn no_header_makes_it_panic(text in "\\PC*", reset in any::<u64>()) {
            if HeaderValue::from_str(&text).is_ok() {
                hint("retry-after", &text);
            }
            hint("x-rate-limit-reset", &reset.to_string());
        }
    }
}
