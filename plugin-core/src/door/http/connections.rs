//! The connections of a server, which all end when it ends.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{Notify, futures::OwnedNotified, mpsc};
use tokio::time::timeout;

/// All connections.
pub(super) struct Connections {
    end: Arc<End>,
    /// Each connection holds one of these; when none is left, all have ended.
    alive: mpsc::Sender<()>,
    all: mpsc::Receiver<()>,
}

#[derive(Default)]
struct End {
    told: AtomicBool,
    notify: Arc<Notify>,
}

impl Connections {
    pub(super) fn new() -> Self {
        let (alive, all) = mpsc::channel(1);
        Self { end: Arc::default(), alive, all }
    }

    /// A connection that is told by `tell` to end after what it is doing.
    pub(super) fn watch<C>(&self, connection: C, tell: fn(Pin<&mut C>)) -> Watched<C> {
        Watched {
            connection: Box::pin(connection),
            tell: Some(tell),
            notified: Box::pin(Arc::clone(&self.end.notify).notified_owned()),
            asked: false,
            end: Arc::clone(&self.end),
            _alive: self.alive.clone(),
        }
    }

    /// Waits a moment, in which what callers have sent is read and answered; then tells all connections that are left to
    /// end, and waits until they have.
    pub(super) async fn shutdown(mut self, moment: Duration) {
        drop(self.alive);
        // Nothing is ever sent: something comes only when all have ended.
        if timeout(moment, self.all.recv()).await.is_ok() {
            return;
        }
        self.end.told.store(true, Ordering::SeqCst);
        self.end.notify.notify_waiters();
        self.all.recv().await;
    }
}

/// One connection.
pub(super) struct Watched<C> {
    connection: Pin<Box<C>>,
    /// Until it has been called.
    tell: Option<fn(Pin<&mut C>)>,
    /// Wakes the task at the end. Asked once, since a task that was spawned has the same waker for ever, and asking again
    /// would cost something with each request.
    notified: Pin<Box<OwnedNotified>>,
    asked: bool,
    end: Arc<End>,
    _alive: mpsc::Sender<()>,
}

impl<C: Future> Future for Watched<C> {
    type Output = C::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<C::Output> {
        if !self.asked {
            self.asked = true;
            // Whether it is the end is told below.
            let _ = self.notified.as_mut().poll(context);
        }
        if self.end.told.load(Ordering::SeqCst)
            && let Some(tell) = self.tell.take()
        {
            tell(self.connection.as_mut());
        }
        self.connection.as_mut().poll(context)
    }
}
