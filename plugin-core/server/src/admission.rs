//! How much work there is, how much there may be, and whether more is taken.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;
use tokio::sync::{Semaphore, SemaphorePermit};

/// The work of a server.
#[derive(Debug)]
pub(crate) struct Admission {
    places: Semaphore,
    /// Those at work and those who wait for a place.
    taken: AtomicUsize,
    most: usize,
    ended: AtomicBool,
    abandoned: AtomicBool,
}

/// Why work is not taken.
#[derive(Debug, PartialEq)]
pub(crate) enum Rejected {
    /// The server drains.
    Ended,
    /// As many work, and as many wait.
    Full,
    /// The caller has closed its side while it waited.
    Left,
    /// The step has not ended within the grace period of the server.
    Abandoned,
}

/// A place at work, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Permit<'a> {
    work: &'a Admission,
    _permit: SemaphorePermit<'a>,
}

impl Admission {
    /// As many may work at once, and as many again may wait.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            places: Semaphore::new(most),
            taken: AtomicUsize::new(0),
            most,
            ended: AtomicBool::new(false),
            abandoned: AtomicBool::new(false),
        }
    }

    /// From now on nothing is taken any more.
    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }

    /// From now on nobody waits for what is still at work.
    pub(crate) fn abandon(&self) {
        self.abandoned.store(true, Ordering::SeqCst);
    }

    /// The outcome of `work`, unless it is abandoned. That is looked at whenever the connection of its request is woken, since
    /// waiting for it would cost something with each request.
    pub(crate) async fn unless_abandoned<T>(&self, work: impl Future<Output = T>) -> Result<T, Rejected> {
        let mut work = pin!(work);
        poll_fn(|context| match self.abandoned.load(Ordering::SeqCst) {
            true => Poll::Ready(Err(Rejected::Abandoned)),
            false => work.as_mut().poll(context).map(Ok),
        })
        .await
    }

    /// How many work or wait.
    pub(crate) fn active(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }

    /// A place, as soon as there is one.
    pub(crate) async fn place(&self) -> Result<Permit<'_>, Rejected> {
        if self.is_ended() {
            return Err(Rejected::Ended);
        }
        let waiting = Waiting(&self.taken);
        if self.taken.fetch_add(1, Ordering::SeqCst) >= 2 * self.most {
            return Err(Rejected::Full);
        }
        // The semaphore is never closed.
        let permit = self.places.acquire().await.map_err(|_| Rejected::Ended)?;
        std::mem::forget(waiting);
        Ok(Permit { work: self, _permit: permit })
    }
}

/// Counts down when a caller gives up waiting.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.work.taken.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn beyond_the_bound_work_waits_and_beyond_that_it_is_refused() {
        let work = Admission::new(1);
        let first = work.place().await.unwrap();
        let mut second = std::pin::pin!(work.place());
        assert!(second.as_mut().now_or_never().is_none());
        assert_eq!(work.place().await.unwrap_err(), Rejected::Full);
        assert_eq!(work.active(), 2);
        drop(first);
        let second = second.await.unwrap();
        work.end();
        assert_eq!(work.place().await.unwrap_err(), Rejected::Ended);
        drop(second);
        assert_eq!(work.active(), 0);
    }
}
