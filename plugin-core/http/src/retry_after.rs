//! Parses the header `Retry-After`.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::time::Duration;

/// The wait that a `Retry-After` header requires, from `now`. It is zero if its date has passed.
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    seconds(text).or_else(|| date(text).map(|time| duration_until(time, now)))
}

/// The time from `now` to `time`, or zero.
pub(crate) fn duration_until(time: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(time.duration_since(now)).unwrap_or_default()
}

/// Parses `7`, and the nonstandard forms `0.5`, `7s` and `7 seconds`.
fn seconds(text: &str) -> Option<Duration> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    if !["", "s", "sec", "secs", "second", "seconds"].contains(&unit.trim().to_ascii_lowercase().as_str()) {
        return None;
    }
    let whole = || number.parse().ok().map(Duration::from_secs);
    whole().or_else(|| Duration::try_from_secs_f64(number.parse().ok()?).ok())
}

/// Parses a date of HTTP, or the nonstandard RFC 3339.
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

    fn wait(text: &str) -> Option<Duration> {
        retry_after(&HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_str(text).unwrap())]), NOW)
    }

    #[test]
    fn retry_after_is_a_number_of_seconds_or_a_date() {
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("0"), Some(Duration::ZERO));
        assert_eq!(wait("0.5"), Some(Duration::from_millis(500)));
        assert_eq!(wait("5 seconds"), Some(Duration::from_secs(5)));
        assert_eq!(wait("1 Second"), Some(Duration::from_secs(1)));
        assert_eq!(wait("18446744073709551615"), Some(Duration::from_secs(u64::MAX)));
        assert_eq!(wait("Thu, 01 Jan 2026 00:01:00 GMT"), Some(Duration::from_secs(60)));
        assert_eq!(wait("2026-01-01T00:00:30Z"), Some(Duration::from_secs(30)));
        assert_eq!(wait("Wed, 01 Jan 2025 00:01:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("5 minutes"), None);
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("-1"), None);
    }

    proptest! {
        #[test]
        fn no_header_panics(text in "\\PC*") {
            if HeaderValue::from_str(&text).is_ok() {
                wait(&text);
            }
        }
    }
}
