//! No more calls in a time than the API takes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// So many calls in so much time. Whoever comes too early waits for its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RateLimit {
    count: u32,
    per: Duration,
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
    fn interval(&self) -> Duration {
        self.per / self.count.max(1)
    }
}

/// When the next call of each limit has its turn, if all came evenly.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<RateLimit, Instant>>);

impl Turns {
    /// Takes a turn, and says how long it is until then.
    pub(super) fn take(&self, limit: RateLimit, now: Instant) -> Duration {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = turns.entry(limit).or_insert(now);
        // A rest saves up no more than `count` calls.
        let turn = (*next).max(now);
        *next = turn + limit.interval();
        let early = limit.per.saturating_sub(limit.interval());
        turn.saturating_duration_since(now).saturating_sub(early)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn calls_come_at_once_and_then_evenly() {
        let (turns, limit) = (Turns::default(), RateLimit::new(2, Duration::from_secs(1)));
        let now = Instant::now();
        let take = |after: u64| turns.take(limit, now + Duration::from_millis(after)).as_millis();
        assert_eq!([take(0), take(0), take(0), take(0)], [0, 0, 500, 1000]);
        assert_eq!([take(10_000), take(10_000), take(10_000)], [0, 0, 500]);
    }
}
