//! Values of command-line options.

use std::time::Duration;

/// The longest time that can be set, in seconds: a year. Much longer ones would not fit into a clock.
const MAX_SECONDS: u32 = 365 * 24 * 60 * 60;

/// A time of more than zero seconds.
///
/// # Errors
/// Names the option and the times that it takes.
pub fn positive_seconds(option: &str, value: &str) -> Result<Duration, String> {
    match seconds(option, value)? {
        Duration::ZERO => Err(format!("{option} takes more than 0 seconds, such as 30 or 0.5")),
        seconds => Ok(seconds),
    }
}

/// A time in seconds.
///
/// # Errors
/// Names the option and the times that it takes.
pub fn seconds(option: &str, value: &str) -> Result<Duration, String> {
    let seconds = value.parse().ok().filter(|seconds| (0.0..=f64::from(MAX_SECONDS)).contains(seconds));
    let seconds = seconds.map(Duration::from_secs_f64);
    seconds.ok_or_else(|| format!("{option} takes seconds, such as 30 or 0.5, up to {MAX_SECONDS}"))
}

/// A number from 1 to `max`.
///
/// # Errors
/// Names the option and the numbers that it takes.
pub fn number(option: &str, max: usize, value: &str) -> Result<usize, String> {
    let number = value.parse().ok().filter(|number| (1..=max).contains(number));
    number.ok_or_else(|| format!("{option} takes a number from 1 to {max}"))
}
