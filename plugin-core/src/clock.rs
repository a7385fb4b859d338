//! What time it is: that of the system, or in a test what the test says.

use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::watch;

#[derive(Clone, Debug, Default)]
pub(crate) enum Clock {
    #[default]
    System,
    /// Stands still until it is moved.
    #[cfg_attr(not(feature = "testing"), allow(dead_code))]
    Moved(Arc<watch::Sender<SystemTime>>),
}

impl Clock {
    #[cfg(feature = "testing")]
    pub(crate) fn at(start: SystemTime) -> Self {
        Self::Moved(Arc::new(watch::Sender::new(start)))
    }

    pub(crate) fn now(&self) -> SystemTime {
        match self {
            Self::System => SystemTime::now(),
            Self::Moved(time) => *time.borrow(),
        }
    }

    #[cfg_attr(not(feature = "api"), allow(dead_code))]
    pub(crate) async fn sleep(&self, duration: Duration) {
        match self {
            Self::System => tokio::time::sleep(duration).await,
            Self::Moved(time) => {
                let end = self.now() + duration;
                // The sender is here, so that there is no other end to the waiting.
                let _ = time.subscribe().wait_for(|now| *now >= end).await;
            }
        }
    }

    /// Moves a clock that stands still; that of the system goes on as it does.
    #[cfg(feature = "testing")]
    pub(crate) fn advance(&self, duration: Duration) {
        if let Self::Moved(time) = self {
            time.send_modify(|now| *now += duration);
        }
    }
}
