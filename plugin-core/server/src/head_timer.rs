//! Limits the time in which the head of a request arrives.

use hyper::rt::{Sleep, Timer};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// The timer of one connection. hyper requests a new timer with each request. All of them share one entry in the runtime, which is
/// moved to a later deadline only once it has elapsed: a place and a wake for each request cost more than one wake too many.
#[derive(Clone, Default)]
pub(crate) struct HeadTimer(Arc<Mutex<Option<Pin<Box<tokio::time::Sleep>>>>>);

/// Elapses at its deadline.
struct Deadline {
    deadline: Instant,
    timer: HeadTimer,
}

impl Timer for HeadTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(Deadline { deadline, timer: self.clone() })
    }

    /// The clock of tokio, which tests can stop.
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into()
    }
}

impl Sleep for Deadline {}

impl Future for Deadline {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut shared = self.timer.0.lock().unwrap_or_else(PoisonError::into_inner);
        let deadline = self.deadline.into();
        let sleep = shared.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        while sleep.as_mut().poll(context).is_ready() {
            if sleep.deadline() >= deadline {
                return Poll::Ready(());
            }
            sleep.as_mut().reset(deadline);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use tokio::time::advance;

    #[tokio::test(start_paused = true)]
    async fn each_deadline_is_kept() {
        let (timer, second) = (HeadTimer::default(), Duration::from_secs(1));
        let mut first = timer.sleep(2 * second);
        assert!(first.as_mut().now_or_never().is_none());
        drop(first);
        advance(second).await;
        let mut next = timer.sleep(2 * second);
        for _ in 0..2 {
            assert!(next.as_mut().now_or_never().is_none());
            advance(second).await;
        }
        assert!(next.as_mut().now_or_never().is_some());
    }
}
