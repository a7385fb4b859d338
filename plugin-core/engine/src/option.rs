//! Parses the values of command-line options.

use std::time::Duration;

/// The longest duration of an option: a year. A much longer one overflows an `Instant`.
const MAX_SECONDS: u32 = 365 * 24 * 60 * 60;

/// Parses a duration of more than zero seconds.
///
/// # Errors
/// The message names the option and the durations that it accepts.
pub fn positive_seconds(option: &str, value: &str) -> Result<Duration, String> {
    match seconds(option, value)? {
        Duration::ZERO => Err(format!("{option} must be more than 0 seconds, such as 30 or 0.5")),
        seconds => Ok(seconds),
    }
}

/// Parses a duration in seconds.
///
/// # Errors
/// The message names the option and the durations that it accepts.
pub fn seconds(option: &str, value: &str) -> Result<Duration, String> {
    let seconds = value.parse().ok().filter(|seconds| (0.0..=f64::from(MAX_SECONDS)).contains(seconds));
    let seconds = seconds.map(Duration::from_secs_f64);
    seconds.ok_or_else(|| {
        format!("{option} must be a number of seconds, such as 30 or 0.5, and at most {MAX_SECONDS}")
    })
}

/// Parses a number from 1 to `max`.
///
/// # Errors
/// The message names the option and the numbers that it accepts.
pub fn number(option: &str, max: usize, value: &str) -> Result<usize, String> {
    let number = value.parse().ok().filter(|number| (1..=max).contains(number));
    number.ok_or_else(|| format!("{option} must be a number from 1 to {max}"))
}
