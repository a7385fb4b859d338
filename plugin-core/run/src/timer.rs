//! Limits the time of work that usually need not wait.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use tokio::task::coop::unconstrained;
use tokio::time::Sleep;

/// The output of `work`, or `None` if the timer elapses first.
///
/// `timer` is called when `work` waits for the first time: a timer for each action would read the clock and take a place in the
/// runtime, although most of them end at once.
///
/// ```
/// use plugin_run::unless_elapsed;
/// use std::time::Duration;
/// use tokio::time::sleep;
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let millisecond = || sleep(Duration::from_millis(1));
/// assert_eq!(unless_elapsed(millisecond, async { 5 }).await, Some(5));
/// assert_eq!(unless_elapsed(millisecond, std::future::pending::<i32>()).await, None);
/// # });
/// ```
pub async fn unless_elapsed<F: Future>(timer: impl FnOnce() -> Sleep, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut timer = Some(timer);
    let mut sleep = None;
    poll_fn(|context| {
        if let Poll::Ready(output) = work.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        if let Some(timer) = timer.take() {
            // Unconstrained: work that always has something to do must not keep the timer from being polled.
            sleep = Some(Box::pin(unconstrained(timer())));
        }
        match &mut sleep {
            Some(sleep) => Pin::new(sleep).poll(context).map(|()| None),
            None => Poll::Pending,
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::unless_elapsed;
    use std::time::Duration;
    use tokio::time::{Instant, sleep};

    #[tokio::test(start_paused = true)]
    async fn work_that_is_always_busy_is_stopped() {
        let busy = async {
            loop {
                tokio::task::consume_budget().await;
                tokio::time::advance(Duration::from_millis(1)).await;
            }
        };
        let start = Instant::now();
        let outcome: Option<()> = unless_elapsed(|| sleep(Duration::from_secs(1)), busy).await;
        assert_eq!(outcome, None);
        assert!(start.elapsed() >= Duration::from_secs(1));
    }

    #[tokio::test]
    async fn work_that_does_not_wait_needs_no_timer() {
        assert_eq!(unless_elapsed(|| unreachable!(), async { 5 }).await, Some(5));
    }
}
