//! When a request is sent again, and how long the API requires it to wait.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{HeaderMap, RETRY_AFTER};
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
    connect: bool,
    /// The header with the second since 1970, or the number of seconds, after which the API accepts requests again.
    reset: Option<&'static str>,
}

impl Retry {
    /// At most `max` times, after 408, 429, 502, 503, 504 and when no connection could be made.
    pub const fn new(max: u32) -> Self {
        Self { max, on: PASSING, connect: true, reset: None }
    }

    /// After these statuses only.
    pub const fn on(mut self, statuses: &'static [u16]) -> Self {
        self.on = statuses;
        self.connect = false;
        self
    }

    /// Also when no connection could be made.
    pub const fn or_connect(mut self) -> Self {
        self.connect = true;
        self
    }

    /// The header with the second since 1970, or the number of seconds, after which the API accepts requests again, e.g.
    /// `X-RateLimit-Reset`.
    pub const fn reset(mut self, header: &'static str) -> Self {
        self.reset = Some(header);
        self
    }

    pub(crate) fn max(&self) -> u32 {
        self.max
    }

    /// Whether it is for a failure with this status, or for one of which nothing was sent.
    pub(crate) fn is_for(&self, status: Option<u16>, was_not_sent: bool) -> bool {
        status.is_some_and(|status| self.on.contains(&status)) || (was_not_sent && self.connect)
    }

    /// How long the API requires to wait, from `now`.
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
    fn retry_after_and_reset_headers_set_the_wait() {
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

    proptest! {
        #[test]
        fn no_header_makes_it_panic(text in "\\PC*", reset in any::<u64>()) {
            if HeaderValue::from_str(&text).is_ok() {
                hint("retry-after", &text);
            }
            hint("x-rate-limit-reset", &reset.to_string());
        }
    }
}
