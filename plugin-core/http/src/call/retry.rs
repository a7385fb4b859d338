//! Defines when a request is retried and how long the API requires it to wait.

use crate::retry_after::{duration_until, retry_after};
use jiff::Timestamp;
use reqwest::header::HeaderMap;
use std::time::Duration;

/// The statuses of temporary failures.
const TEMPORARY_STATUSES: &[u16] = &[408, 429, 502, 503, 504];

/// The retries of a call: their number and the failures after which they happen.
///
/// A call that is not `idempotent` is retried only if the API has not processed it: after 429 and after a failure to connect. GET
/// and HEAD are idempotent by default. All retries of a client share
/// [`HttpBuilder::retry_budget`](crate::HttpBuilder::retry_budget).
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Retry {
    max: u32,
    on: &'static [u16],
    /// Whether a failure to connect is retried.
    connect: bool,
    /// The header with the Unix time, or the number of seconds, after which the API accepts requests again.
    reset: Option<&'static str>,
}

impl Retry {
    /// At most `max` retries, after 408, 429, 502, 503, 504 and failures to connect.
    pub const fn new(max: u32) -> Self {
        Self { max, on: TEMPORARY_STATUSES, connect: true, reset: None }
    }

    /// Retries after these statuses only.
    pub const fn on(mut self, statuses: &'static [u16]) -> Self {
        self.on = statuses;
        self.connect = false;
        self
    }

    /// Retries after failures to connect too.
    pub const fn or_connect(mut self) -> Self {
        self.connect = true;
        self
    }

    /// Sets the header with the Unix time, or the number of seconds, after which the API accepts requests again, e.g.
    /// `X-RateLimit-Reset`.
    pub const fn reset(mut self, header: &'static str) -> Self {
        self.reset = Some(header);
        self
    }

    pub(crate) fn max(&self) -> u32 {
        self.max
    }

    /// Whether a failure with this status is retried, or one whose request was not sent.
    pub(crate) fn is_for(&self, status: Option<u16>, was_not_sent: bool) -> bool {
        status.is_some_and(|status| self.on.contains(&status)) || (was_not_sent && self.connect)
    }

    /// The wait that the API requires, from `now`.
    pub(crate) fn hint(&self, headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
        let reset = || match headers.get(self.reset?)?.to_str().ok()?.trim().parse().ok()? {
            // A small number is a number of seconds and not a Unix time.
            second @ 0..1_000_000_000 => Some(Duration::from_secs(second)),
            second => {
                Timestamp::from_second(second.try_into().ok()?).ok().map(|time| duration_until(time, now))
            }
        };
        retry_after(headers, now).or_else(reset)
    }
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
        assert_eq!(hint("x-rate-limit-reset", "1767225660"), Some(Duration::from_secs(60)));
        assert_eq!(hint("x-rate-limit-reset", "30"), Some(Duration::from_secs(30)));
        assert_eq!(hint("x-rate-limit-reset", "soon"), None);
    }

    proptest! {
        #[test]
        fn no_header_panics(reset in any::<u64>()) {
            hint("x-rate-limit-reset", &reset.to_string());
        }
    }
}
