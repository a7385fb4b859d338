//! Bounds the connections of a server, and shuts all of them down.
//!
//! hyper-util's `GracefulShutdown` sends one signal to all connections and waits until they close. The shutdown of this server
//! needs two things more. Before the signal it waits for a moment, in which requests that were sent still get a response, and this
//! wait ends as soon as all connections are closed. After the grace period it wakes all connections a second time, so that
//! the requests that still run are aborted with 503 (see `layers::drain`): hyper-util has no second signal, and dropping a
//! connection sends no response. Also, hyper-util polls a channel whenever a connection is polled, and with it an action takes
//! 53 900 instructions instead of 53 600.

use crate::self_wakes::SelfWakes;
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
    wake_signal: Arc<WakeSignal>,
    /// Each connection holds a clone, so that [`Self::closed`] ends when the last connection does. `None` once the shutdown
    /// starts.
    open: Option<mpsc::Sender<()>>,
    closed: mpsc::Receiver<()>,
    permits: Arc<Semaphore>,
    log: Throttle,
}

/// Counts a connection towards the limit, until it is dropped.
pub(crate) type ConnectionPermit = OwnedSemaphorePermit;

/// Wakes the tasks of all connections.
#[derive(Default)]
struct WakeSignal {
    /// How often the connections were woken. The first time shuts them down.
    wakes: AtomicU8,
    notify: Arc<Notify>,
}

impl Connections {
    /// At most `max_connections` at once.
    pub(crate) fn new(max_connections: usize) -> Self {
        let (open, closed) = mpsc::channel(1);
        let permits = Arc::new(Semaphore::new(max_connections));
        Self { wake_signal: Arc::default(), open: Some(open), closed, permits, log: Throttle::default() }
    }

    /// Waits until one more connection is allowed.
    pub(crate) async fn permit(&self) -> Option<ConnectionPermit> {
        if self.permits.available_permits() == 0 && self.log.pass().is_some() {
            tracing::warn!(
                "the limit of connections is reached: more connections wait. See --max-connections."
            );
        }
        // The semaphore is never closed.
        Arc::clone(&self.permits).acquire_owned().await.ok()
    }

    /// Drives `connection`, and calls `shut_down` on it when the server shuts down.
    pub(crate) fn watch<C>(
        &self,
        connection: C,
        permit: Option<ConnectionPermit>,
        shut_down: fn(Pin<&mut C>),
    ) -> Watched<C> {
        Watched {
            connection: Box::pin(connection),
            shut_down: Some(shut_down),
            self_wakes: SelfWakes::default(),
            notified: Box::pin(Arc::clone(&self.wake_signal.notify).notified_owned()),
            registered: None,
            wake_signal: Arc::clone(&self.wake_signal),
            _open: self.open.clone(),
            _permit: permit,
        }
    }

    /// Waits for `delay`, in which requests that were sent get their responses. Then shuts down the connections that are still
    /// open, and waits until all are closed.
    pub(crate) async fn shutdown(&mut self, delay: Duration) {
        self.open = None;
        // Nothing is ever sent: the channel ends when all connections have.
        if timeout(delay, self.closed.recv()).await.is_ok() {
            return;
        }
        self.wake_and_wait().await;
    }

    /// Wakes all connections, so that their requests see that they are aborted, and waits until all are closed.
    pub(crate) async fn wake_and_wait(&mut self) {
        self.wake_signal.wakes.fetch_add(1, Ordering::SeqCst);
        self.wake_signal.notify.notify_waiters();
        self.closed.recv().await;
    }
}

/// One connection.
pub(crate) struct Watched<C> {
    connection: Pin<Box<C>>,
    /// `None` once it has been called.
    shut_down: Option<fn(Pin<&mut C>)>,
    self_wakes: SelfWakes,
    /// Wakes the task. It is polled once for each wake: a spawned task keeps its waker, and polling it with each request would
    /// cost something.
    notified: Pin<Box<OwnedNotified>>,
    /// The number of wakes when `notified` was polled last.
    registered: Option<u8>,
    wake_signal: Arc<WakeSignal>,
    _open: Option<mpsc::Sender<()>>,
    _permit: Option<ConnectionPermit>,
}

impl<C: Future> Future for Watched<C> {
    type Output = C::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<C::Output> {
        let wakes = loop {
            let wakes = self.wake_signal.wakes.load(Ordering::SeqCst);
            if self.registered == Some(wakes) {
                break wakes;
            }
            // The next iteration sees a wake that happens here.
            self.registered = Some(wakes);
            self.notified = Box::pin(Arc::clone(&self.wake_signal.notify).notified_owned());
            let _ = self.notified.as_mut().poll(context);
        };
        if wakes > 0
            && let Some(shut_down) = self.shut_down.take()
        {
            shut_down(self.connection.as_mut());
        }
        let Self { connection, self_wakes, .. } = &mut *self;
        self_wakes.poll(context, |context| connection.as_mut().poll(context))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    /// Counts how often it is polled and shut down; never ends.
    #[derive(Default)]
    struct Connection {
        polls: Arc<AtomicU8>,
        shutdowns: Arc<AtomicU8>,
    }

    impl Future for Connection {
        type Output = ();

        fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            self.polls.fetch_add(1, Ordering::SeqCst);
            Poll::Pending
        }
    }

    #[tokio::test]
    async fn a_connection_is_shut_down_once_and_polled_at_each_wake() {
        let mut connections = Connections::new(1);
        let connection = Connection::default();
        let (polls, shutdowns) = (Arc::clone(&connection.polls), Arc::clone(&connection.shutdowns));
        let watched = connections.watch(connection, None, |connection| {
            connection.shutdowns.fetch_add(1, Ordering::SeqCst);
        });
        let task = tokio::spawn(watched);
        let counts = async || {
            tokio::task::yield_now().await;
            (polls.load(Ordering::SeqCst), shutdowns.load(Ordering::SeqCst))
        };
        assert_eq!(counts().await, (1, 0));
        assert!(connections.wake_and_wait().now_or_never().is_none());
        assert_eq!(counts().await, (2, 1));
        assert!(connections.wake_and_wait().now_or_never().is_none());
        assert_eq!(counts().await, (3, 1));
        connections.open = None;
        task.abort();
        connections.wake_and_wait().await;
    }
}
