//! How many calls an API takes in a time.

use std::time::Duration;

/// So many calls in so much time. A call that comes too early waits for its turn, in the order of the calls. One that is dropped
/// while it waits takes no turn, and one whose turn is later than the run or the call has time for fails at once with RATE_LIMIT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct RateLimit {
    pub(crate) count: u32,
    pub(crate) per: Duration,
    /// What the calls that share it have in common.
    name: &'static str,
}

impl RateLimit {
    /// `count` calls in `per`; at once after a rest, then evenly.
    pub const fn new(count: u32, per: Duration) -> Self {
        Self { count, per, name: "" }
    }

    /// Of the calls of this name only.
    #[doc(hidden)]
    pub const fn of(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// How far apart the calls are.
    pub(crate) fn interval(&self) -> Duration {
        self.per / self.count.max(1)
    }
}
