//! The connections of a server, which all end when it ends.

use crate::state::throttle::Throttle;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, futures::OwnedNotified, mpsc};
use tokio::time::timeout;

/// All connections.
pub(crate) struct Connections {
    end: Arc<End>,
    /// Each connection holds one of these; when none is left, all have ended. `None` once they are waited for.
    alive: Option<mpsc::Sender<()>>,
    all: mpsc::Receiver<()>,
    places: Arc<Semaphore>,
    log: Throttle,
}

/// That a connection counts, as long as it is there.
pub(crate) type ConnectionPermit = OwnedSemaphorePermit;

#[derive(Default)]
struct End {
    /// How often the connections were woken; the first time tells them to end.
    wakes: AtomicU8,
    notify: Arc<Notify>,
}

impl Connections {
    /// As many at once.
    pub(crate) fn new(most: usize) -> Self {
        let (alive, all) = mpsc::channel(1);
        let places = Arc::new(Semaphore::new(most));
        Self { end: Arc::default(), alive: Some(alive), all, places, log: Throttle::default() }
    }

    /// A place for one more, as soon as there is one.
    pub(crate) async fn place(&self) -> Option<ConnectionPermit> {
        if self.places.available_permits() == 0 && self.log.pass().is_some() {
            tracing::warn!("as many connections as there may be; more wait. See --max-connections.");
        }
        // It is never closed.
        Arc::clone(&self.places).acquire_owned().await.ok()
    }

    /// A connection that is told by `tell` to end after what it is doing.
    pub(crate) fn watch<C>(
        &self,
        connection: C,
        place: Option<ConnectionPermit>,
        tell: fn(Pin<&mut C>),
    ) -> Watched<C> {
        Watched {
            connection: Box::pin(connection),
            tell: Some(tell),
            notified: Box::pin(Arc::clone(&self.end.notify).notified_owned()),
            awaits: None,
            end: Arc::clone(&self.end),
            _alive: self.alive.clone(),
            _place: place,
        }
    }

    /// Waits a moment, in which what callers have sent is read and answered; then tells all connections that are left to
    /// end, and waits until they have.
    pub(crate) async fn shutdown(&mut self, moment: Duration) {
        self.alive = None;
        // Nothing is ever sent: something comes only when all have ended.
        if timeout(moment, self.all.recv()).await.is_ok() {
            return;
        }
        self.wake();
        self.all.recv().await;
    }

    /// Wakes all connections, so that they look at what has changed, and waits until all have ended.
    pub(crate) async fn wake_and_wait(&mut self) {
        self.wake();
        self.all.recv().await;
    }

    fn wake(&self) {
        self.end.wakes.fetch_add(1, Ordering::SeqCst);
        self.end.notify.notify_waiters();
    }
}

/// One connection.
pub(crate) struct Watched<C> {
    connection: Pin<Box<C>>,
    /// Until it has been called.
    tell: Option<fn(Pin<&mut C>)>,
    /// Wakes the task. Asked once for each wake, since a task that was spawned has the same waker for ever, and asking again
    /// would cost something with each request.
    notified: Pin<Box<OwnedNotified>>,
    /// After how many wakes `notified` was asked last.
    awaits: Option<u8>,
    end: Arc<End>,
    _alive: Option<mpsc::Sender<()>>,
    _place: Option<ConnectionPermit>,
}

impl<C: Future> Future for Watched<C> {
    type Output = C::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<C::Output> {
        let wakes = loop {
            let wakes = self.end.wakes.load(Ordering::SeqCst);
            if self.awaits == Some(wakes) {
                break wakes;
            }
            // A wake between these lines is seen in the next turn.
            self.awaits = Some(wakes);
            self.notified = Box::pin(Arc::clone(&self.end.notify).notified_owned());
            let _ = self.notified.as_mut().poll(context);
        };
        if wakes > 0
            && let Some(tell) = self.tell.take()
        {
            tell(self.connection.as_mut());
        }
        self.connection.as_mut().poll(context)
    }
}
