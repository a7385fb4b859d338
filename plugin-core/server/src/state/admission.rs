//! Counts the running steps, bounds them, and records whether the server drains.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Decides whether a message may run.
#[derive(Debug)]
pub(crate) struct Admission {
    permits: Semaphore,
    /// Messages that run or wait for a permit.
    active: AtomicUsize,
    max_running: usize,
    draining: AtomicBool,
    aborted: AtomicBool,
}

/// Why a message is not run to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Rejected {
    /// The server drains.
    Draining,
    /// As many messages run as may run, and as many wait.
    Full,
    /// The caller closed its side of the connection while the message waited.
    Disconnected,
    /// The step did not end within the grace period of the server.
    Aborted,
}

/// Permits one message to run, until it is dropped.
#[derive(Debug)]
pub(crate) struct Permit<'a> {
    admission: &'a Admission,
    _permit: SemaphorePermit<'a>,
}

impl Admission {
    /// `max_running` messages may run at once, and as many more may wait.
    pub(crate) fn new(max_running: usize) -> Self {
        Self {
            permits: Semaphore::new(max_running),
            active: AtomicUsize::new(0),
            max_running,
            draining: AtomicBool::new(false),
            aborted: AtomicBool::new(false),
        }
    }

    /// Rejects all messages from now on.
    pub(crate) fn start_drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::SeqCst)
    }

    /// Aborts the messages that still run. Each sees it when the task of its connection is woken.
    pub(crate) fn abort(&self) {
        self.aborted.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_aborted(&self) -> bool {
        self.aborted.load(Ordering::SeqCst)
    }

    /// How many messages run or wait.
    pub(crate) fn active(&self) -> usize {
        self.active.load(Ordering::SeqCst)
    }

    /// Waits for a permit.
    pub(crate) async fn acquire(&self) -> Result<Permit<'_>, Rejected> {
        if self.is_draining() {
            return Err(Rejected::Draining);
        }
        let waiting = Waiting(&self.active);
        if self.active.fetch_add(1, Ordering::SeqCst) >= 2 * self.max_running {
            return Err(Rejected::Full);
        }
        // The semaphore is never closed.
        let permit = self.permits.acquire().await.map_err(|_| Rejected::Draining)?;
        std::mem::forget(waiting);
        Ok(Permit { admission: self, _permit: permit })
    }
}

/// Counts down when a message no longer waits.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.admission.active.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn messages_wait_beyond_the_limit_and_are_rejected_beyond_twice_the_limit() {
        let admission = Admission::new(1);
        let first = admission.acquire().await.unwrap();
        let mut second = std::pin::pin!(admission.acquire());
        assert!(second.as_mut().now_or_never().is_none());
        assert_eq!(admission.acquire().await.unwrap_err(), Rejected::Full);
        assert_eq!(admission.active(), 2);
        drop(first);
        let second = second.await.unwrap();
        admission.start_drain();
        assert_eq!(admission.acquire().await.unwrap_err(), Rejected::Draining);
        drop(second);
        assert_eq!(admission.active(), 0);
    }
}
