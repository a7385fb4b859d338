//! Delays calls that exceed a rate limit.

use super::transport::Sender;
use crate::call::RateLimit;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};
use tokio::time::Instant;

/// The queues of a client, one for each limit.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter(Mutex<HashMap<RateLimit, Arc<Queue>>>);

impl RateLimiter {
    /// Joins the queue of `limit` and waits for a permit.
    ///
    /// # Errors
    /// The length of the wait, if it would end after `end`.
    pub(crate) async fn wait(
        &self,
        limit: RateLimit,
        transport: &Sender,
        end: Instant,
    ) -> Result<Turn, Duration> {
        let queue = {
            let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(queues.entry(limit).or_insert_with(|| Arc::new(Queue::of(limit))))
        };
        let now = transport.instant();
        let (position, before) = Position::last_of(queue);
        let wait = position.0.wait(before, now);
        if now.checked_add(wait).is_none_or(|turn| turn > end) {
            return Err(wait);
        }
        let first = Arc::clone(&position.0.first).lock_owned().await;
        let wait = position.0.wait(0, transport.instant());
        if !wait.is_zero() {
            transport.sleep(wait).await;
        }
        Ok(Turn { position, _first: first })
    }
}

/// The calls that wait for one limit, in the order of their arrival.
#[derive(Debug)]
struct Queue {
    limit: RateLimit,
    /// The time of the next permit if permits were evenly spaced.
    next: Mutex<Option<Instant>>,
    waiting: AtomicU32,
    /// The first call in the queue holds this lock.
    first: Arc<AsyncMutex<()>>,
}

impl Queue {
    fn of(limit: RateLimit) -> Self {
        Self { limit, next: Mutex::default(), waiting: AtomicU32::new(0), first: Arc::default() }
    }

    /// The wait of a call with `before` calls before it.
    fn wait(&self, before: u32, now: Instant) -> Duration {
        let next = self.next.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(now);
        let interval = self.limit.interval();
        // A pause accumulates at most `count` permits.
        let early = self.limit.per.saturating_sub(interval);
        let until_next = next.saturating_duration_since(now);
        until_next.saturating_add(interval.saturating_mul(before)).saturating_sub(early)
    }

    fn take(&self, now: Instant) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = next.map_or(now, |next| next.max(now));
        // The next permit of an extreme limit is beyond the range of `Instant`.
        *next = turn.checked_add(self.limit.interval()).or(Some(turn));
    }
}

/// A call in the queue, until it is dropped.
#[derive(Debug)]
struct Position(Arc<Queue>);

impl Position {
    /// The last position, and the number of calls before it.
    fn last_of(queue: Arc<Queue>) -> (Self, u32) {
        let before = queue.waiting.fetch_add(1, Ordering::Relaxed);
        (Self(queue), before)
    }
}

impl Drop for Position {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A permit. If it is dropped unused, the next call in the queue gets it.
#[derive(Debug)]
pub(crate) struct Turn {
    position: Position,
    _first: OwnedMutexGuard<()>,
}

impl Turn {
    pub(crate) fn take(self, now: Instant) {
        self.position.0.take(now);
    }
}
