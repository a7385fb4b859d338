//! Defines the clock of a run: the system clock, or a clock that a test controls.

use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// The clock of a run.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The system clock.
    #[default]
    System,
    /// A clock that a test controls.
    Test(Arc<TestClock>),
}

/// A clock that moves only when a test advances it.
#[derive(Debug)]
pub struct TestClock {
    start: Instant,
    /// The time by which the clock has been advanced.
    elapsed: watch::Sender<Duration>,
    /// The wall-clock time of its start.
    epoch: Mutex<Timestamp>,
    /// For each task that sleeps on the clock, the elapsed time that wakes it.
    sleepers: watch::Sender<Vec<Duration>>,
}

impl Clock {
    /// The current wall-clock time. Displays as RFC 3339.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Test(clock) => clock.now(),
        }
    }

    /// The current monotonic time, for measuring durations.
    pub fn instant(&self) -> Instant {
        match self {
            Self::System => Instant::now(),
            Self::Test(clock) => clock.start.checked_add(*clock.elapsed.borrow()).unwrap_or(clock.start),
        }
    }

    /// Sleeps for `duration`. Changes of the system time do not matter. In a test this waits until the clock is advanced that far.
    pub async fn sleep(&self, duration: Duration) {
        match self {
            Self::System => tokio::time::sleep(duration).await,
            Self::Test(clock) => clock.sleep(duration).await,
        }
    }

    /// Sleeps for `duration`. In a test this advances the clock instead and returns at once.
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

/// Adds `duration` to `time`, up to the maximum timestamp.
fn saturating_add(time: Timestamp, duration: Duration) -> Timestamp {
    time.saturating_add(duration).unwrap_or(Timestamp::MAX)
}

impl TestClock {
    /// Creates a clock with the time `start`.
    pub fn at(start: Timestamp) -> Self {
        let (elapsed, sleepers) = (watch::Sender::new(Duration::ZERO), watch::Sender::new(Vec::new()));
        Self { start: Instant::now(), elapsed, epoch: Mutex::new(start), sleepers }
    }

    /// The time of the clock.
    pub fn now(&self) -> Timestamp {
        saturating_add(self.epoch(), *self.elapsed.borrow())
    }

    async fn sleep(&self, duration: Duration) {
        let mut elapsed = self.elapsed.subscribe();
        let end = elapsed.borrow().saturating_add(duration);
        let _guard = SleepGuard::new(&self.sleepers, end);
        // This clock owns the sender, so the wait cannot fail.
        let _ = elapsed.wait_for(|elapsed| *elapsed >= end).await;
    }

    fn epoch(&self) -> Timestamp {
        *self.epoch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Advances the clock.
    pub fn advance(&self, duration: Duration) {
        self.elapsed.send_modify(|elapsed| *elapsed = elapsed.saturating_add(duration));
    }

    /// Sets the wall-clock time. Sleeping tasks are not woken.
    pub fn set(&self, now: Timestamp) {
        let elapsed = *self.elapsed.borrow();
        let epoch = now.saturating_sub(elapsed).unwrap_or(Timestamp::MIN);
        *self.epoch.lock().unwrap_or_else(PoisonError::into_inner) = epoch;
    }

    /// Waits until a task sleeps on this clock. A task whose time has come is awake, even if it has not run yet.
    pub async fn wait_for_sleeper(&self) {
        let is_asleep = |ends: &Vec<Duration>| ends.iter().any(|end| *end > *self.elapsed.borrow());
        let _ = self.sleepers.subscribe().wait_for(is_asleep).await;
    }
}

/// Lists a sleeping task until it is dropped.
struct SleepGuard<'a> {
    sleepers: &'a watch::Sender<Vec<Duration>>,
    end: Duration,
}

impl<'a> SleepGuard<'a> {
    fn new(sleepers: &'a watch::Sender<Vec<Duration>>, end: Duration) -> Self {
        sleepers.send_modify(|ends| ends.push(end));
        Self { sleepers, end }
    }
}

impl Drop for SleepGuard<'_> {
    fn drop(&mut self) {
        self.sleepers.send_modify(|ends| {
            if let Some(index) = ends.iter().position(|end| *end == self.end) {
                ends.swap_remove(index);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_task_whose_time_has_come_does_not_sleep() {
        let clock = Arc::new(TestClock::at(Timestamp::UNIX_EPOCH));
        let sleeper = tokio::spawn({
            let clock = Clock::Test(clock.clone());
            async move {
                clock.sleep(MINUTE).await;
                clock.sleep(MINUTE).await;
            }
        });
        // The second wait returns after the task has woken and sleeps again, so that no advance is lost.
        for _ in 0..2 {
            clock.wait_for_sleeper().await;
            clock.advance(MINUTE);
        }
        tokio::time::timeout(MINUTE, sleeper).await.expect("an advance is lost").unwrap();
    }
}
