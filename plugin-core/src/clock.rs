//! What time it is: that of the system, or in a test what the test says.

use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

#[derive(Clone, Debug, Default)]
pub(crate) enum Clock {
    #[default]
    System,
    #[cfg_attr(not(feature = "testing"), allow(dead_code))]
    Test(Arc<TestClock>),
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub(crate) struct TestClock {
    start: Instant,
    /// How far it was moved.
    elapsed: watch::Sender<Duration>,
    /// What it said at the start, as somebody who has set it would think.
    epoch: Mutex<Timestamp>,
    /// How many wait for it to move.
    sleepers: watch::Sender<usize>,
}

impl Clock {
    pub(crate) fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Test(clock) => later(clock.epoch(), *clock.elapsed.borrow()),
        }
    }

    /// The same for the measuring of time: it never goes back.
    #[cfg_attr(not(feature = "api"), allow(dead_code))]
    pub(crate) fn instant(&self) -> Instant {
        match self {
            Self::System => Instant::now(),
            Self::Test(clock) => clock.start.checked_add(*clock.elapsed.borrow()).unwrap_or(clock.start),
        }
    }

    /// Waits so long, whatever becomes of the time of the day meanwhile.
    #[cfg_attr(not(feature = "api"), allow(dead_code))]
    pub(crate) async fn sleep(&self, duration: Duration) {
        match self {
            Self::System => tokio::time::sleep(duration).await,
            Self::Test(clock) => clock.sleep(duration).await,
        }
    }

    /// The same, but the clock of a test is moved on: such a wait takes no time.
    pub(crate) async fn pass(&self, duration: Duration) {
        match self {
            Self::System => tokio::time::sleep(duration).await,
            Self::Test(clock) => {
                clock.advance(duration);
                tokio::task::yield_now().await;
            }
        }
    }
}

/// The end of all time if that is later.
fn later(time: Timestamp, duration: Duration) -> Timestamp {
    time.saturating_add(duration).unwrap_or(Timestamp::MAX)
}

impl TestClock {
    #[cfg(feature = "testing")]
    pub(crate) fn at(start: Timestamp) -> Self {
        let (elapsed, sleepers) = (watch::Sender::new(Duration::ZERO), watch::Sender::new(0));
        Self { start: Instant::now(), elapsed, epoch: Mutex::new(start), sleepers }
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

    /// Moves it at once.
    pub(crate) fn advance(&self, duration: Duration) {
        self.elapsed.send_modify(|elapsed| *elapsed = elapsed.saturating_add(duration));
    }

    /// Sets the time of the day; whoever sleeps sleeps on.
    #[cfg(feature = "testing")]
    pub(crate) fn set(&self, now: Timestamp) {
        let elapsed = *self.elapsed.borrow();
        let epoch = now.saturating_sub(elapsed).unwrap_or(Timestamp::MIN);
        *self.epoch.lock().unwrap_or_else(PoisonError::into_inner) = epoch;
    }

    /// Until somebody waits for it to move.
    #[cfg(feature = "testing")]
    pub(crate) async fn awaited(&self) {
        let _ = self.sleepers.subscribe().wait_for(|sleepers| *sleepers > 0).await;
    }
}

/// Counts one who sleeps.
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
