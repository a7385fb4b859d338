//! What time it is: that of the system, or in a test what the test says.

use jiff::Timestamp;
use std::sync::Arc;
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
    /// When it was made, and what it said then.
    start: (Instant, Timestamp),
    time: watch::Sender<Timestamp>,
    /// How many wait for it to move.
    sleepers: watch::Sender<usize>,
}

impl Clock {
    pub(crate) fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Test(clock) => *clock.time.borrow(),
        }
    }

    /// The same for the measuring of time: it never goes back.
    #[cfg_attr(not(feature = "api"), allow(dead_code))]
    pub(crate) fn instant(&self) -> Instant {
        match self {
            Self::System => Instant::now(),
            Self::Test(clock) => {
                let (instant, timestamp) = clock.start;
                let elapsed = Duration::try_from(self.now().duration_since(timestamp)).unwrap_or_default();
                instant.checked_add(elapsed).unwrap_or(instant)
            }
        }
    }

    /// The time in `duration` from now; the end of all time if that is later.
    pub(crate) fn after(&self, duration: Duration) -> Timestamp {
        self.now().saturating_add(duration).unwrap_or(Timestamp::MAX)
    }

    #[cfg_attr(not(feature = "api"), allow(dead_code))]
    pub(crate) async fn sleep(&self, duration: Duration) {
        match self {
            Self::System => tokio::time::sleep(duration).await,
            Self::Test(clock) => clock.sleep_until(self.after(duration)).await,
        }
    }
}

impl TestClock {
    #[cfg(feature = "testing")]
    pub(crate) fn at(start: Timestamp) -> Self {
        let start = (Instant::now(), start);
        Self { start, time: watch::Sender::new(start.1), sleepers: watch::Sender::new(0) }
    }

    async fn sleep_until(&self, end: Timestamp) {
        let _asleep = Asleep::of(&self.sleepers);
        // The sender is this clock, so that there is no other end to the waiting.
        let _ = self.time.subscribe().wait_for(|now| *now >= end).await;
    }

    /// Moves it at once.
    #[cfg(feature = "testing")]
    pub(crate) fn advance(&self, duration: Duration) {
        self.time.send_modify(|now| *now = now.saturating_add(duration).unwrap_or(Timestamp::MAX));
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
