//! The clock of a run: the system's, or one that a test moves.

use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// The clock of a run.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The clock of the system.
    #[default]
    System,
    /// A clock that a test moves.
    Test(Arc<TestClock>),
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct TestClock {
    start: Instant,
    /// How far it has been moved.
    elapsed: watch::Sender<Duration>,
    /// The time of day at which it started.
    epoch: Mutex<Timestamp>,
    /// How many tasks wait for it to move.
    sleepers: watch::Sender<usize>,
}

impl Clock {
    /// The current time; prints as RFC 3339.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Test(clock) => clock.now(),
        }
    }

    /// The current time for measuring how long something takes: it never goes back.
    pub fn instant(&self) -> Instant {
        match self {
            Self::System => Instant::now(),
            Self::Test(clock) => clock.start.checked_add(*clock.elapsed.borrow()).unwrap_or(clock.start),
        }
    }

    /// Waits for `duration`, even if somebody sets the time of day meanwhile. In a test, until the clock has moved that far.
    pub async fn sleep(&self, duration: Duration) {
        match self {
            Self::System => tokio::time::sleep(duration).await,
            Self::Test(clock) => clock.sleep(duration).await,
        }
    }

    /// Waits for `duration`. The clock of a test is moved that far, so that the wait takes no time.
    pub async fn sleep_or_advance(&self, duration: Duration) {
        match self {
            Self::System => tokio::time::sleep(duration).await,
            Self::Test(clock) => {
                clock.advance(duration);
                tokio::task::yield_now().await;
            }
        }
    }
}

/// `time` plus `duration`, at most the last time there is.
fn later(time: Timestamp, duration: Duration) -> Timestamp {
    time.saturating_add(duration).unwrap_or(Timestamp::MAX)
}

impl TestClock {
    /// A clock that shows `start`.
    pub fn at(start: Timestamp) -> Self {
        let (elapsed, sleepers) = (watch::Sender::new(Duration::ZERO), watch::Sender::new(0));
        Self { start: Instant::now(), elapsed, epoch: Mutex::new(start), sleepers }
    }

    /// The time that it shows.
    pub fn now(&self) -> Timestamp {
        later(self.epoch(), *self.elapsed.borrow())
    }

    async fn sleep(&self, duration: Duration) {
        let _asleep = Asleep::of(&self.sleepers);
        let mut elapsed = self.elapsed.subscribe();
        let end = elapsed.borrow().saturating_add(duration);
        // The sender is this clock, so that there is no other end to the waiting.
        let _ = elapsed.wait_for(|elapsed| *elapsed >= end).await;
    }

    fn epoch(&self) -> Timestamp {
        *self.epoch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves the clock.
    pub fn advance(&self, duration: Duration) {
        self.elapsed.send_modify(|elapsed| *elapsed = elapsed.saturating_add(duration));
    }

    /// Sets the time of day. Tasks that sleep are not woken.
    pub fn set(&self, now: Timestamp) {
        let elapsed = *self.elapsed.borrow();
        let epoch = now.saturating_sub(elapsed).unwrap_or(Timestamp::MIN);
        *self.epoch.lock().unwrap_or_else(PoisonError::into_inner) = epoch;
    }

    /// Waits until a task sleeps on this clock.
    pub async fn wait_for_sleeper(&self) {
        let _ = self.sleepers.subscribe().wait_for(|sleepers| *sleepers > 0).await;
    }
}

/// Counts a task that sleeps.
struct Asleep<'a>(&'a watch::Sender<usize>);

impl<'a> Asleep<'a> {
    fn of(sleepers: &'a watch::Sender<usize>) -> Self {
        sleepers.send_modify(|count| *count += 1);
        Self(sleepers)
    }
}

impl Drop for Asleep<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
