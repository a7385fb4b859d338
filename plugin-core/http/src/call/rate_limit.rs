//! Defines a rate limit.

use std::time::Duration;

/// A rate limit: a number of calls per duration. A call above the limit waits, in the order of the calls. A call that is dropped
/// while it waits uses no permit. A call whose wait would exceed the deadline of the run or of the call fails at once with
/// RATE_LIMIT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct RateLimit {
    pub(crate) count: u32,
    pub(crate) per: Duration,
    /// The name that calls with the same limit share.
    name: &'static str,
}

impl RateLimit {
    /// `count` calls per `per`. After a pause they run at once, then evenly spaced.
    pub const fn new(count: u32, per: Duration) -> Self {
        Self { count, per, name: "" }
    }

    /// Limits only the calls with this name.
    #[doc(hidden)]
    pub const fn of(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// The interval between two calls.
    pub(crate) fn interval(&self) -> Duration {
        self.per / self.count.max(1)
    }
}
