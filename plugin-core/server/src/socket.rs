//! The socket of a connection: drops a caller that reads nothing, and detects one that has disconnected.

use futures_util::FutureExt;
use std::future::poll_fn;
use std::io::{self, ErrorKind, IoSlice};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, interval, sleep};

/// How often the server checks whether a waiting caller is still connected.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// A stream that fails when it could write nothing for the write timeout.
pub(crate) struct Socket {
    stream: Shared,
    write_timeout: Duration,
    /// Runs while the peer takes none of the bytes to write.
    stalled: Option<Pin<Box<Sleep>>>,
}

/// The peer of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    stream: Shared,
}

#[derive(Clone, Debug)]
struct Shared(Arc<Mutex<TcpStream>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, TcpStream> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, address: IpAddr, write_timeout: Duration) -> (Self, Peer) {
        // A response is written in one piece, so waiting for more bytes gains nothing.
        let _ = stream.set_nodelay(true);
        let stream = Shared(Arc::new(Mutex::new(stream)));
        // An IPv4 address may arrive in the form of an IPv6 address.
        let peer = Peer { address: address.to_canonical(), stream: stream.clone() };
        (Self { stream, write_timeout, stalled: None }, peer)
    }

    /// Fails with `TimedOut` if the peer has taken nothing for the write timeout.
    fn check_timeout(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let timeout = self.write_timeout;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(timeout)));
        stalled.as_mut().poll(context).map(|()| {
            // The operating system drops the bytes that it still holds.
            let _ = self.stream.lock().set_zero_linger();
            Err(ErrorKind::TimedOut.into())
        })
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream.lock()).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut *self.stream.lock()).poll_write(context, bytes);
        self.check_timeout(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut *self.stream.lock()).poll_write_vectored(context, slices);
        self.check_timeout(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream.lock()).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream.lock()).poll_shutdown(context)
    }
}

impl Peer {
    /// Whether the peer has closed its side, even if bytes of it are still unread.
    fn has_disconnected(&self) -> bool {
        let ready = self.stream.lock().ready(Interest::READABLE).now_or_never();
        ready.is_some_and(|ready| ready.map_or(true, |ready| ready.is_read_closed()))
    }

    /// Waits until the peer has disconnected. Each poll checks it, so that a message whose caller is gone gets no permit.
    async fn disconnected(&self) {
        let mut ticks = interval(POLL_INTERVAL);
        poll_fn(|context| match self.has_disconnected() {
            true => Poll::Ready(()),
            false => {
                while ticks.poll_tick(context).is_ready() {}
                Poll::Pending
            }
        })
        .await;
    }

    /// The outcome of `work`, or `None` if the peer disconnects while `work` waits. Work that need not wait is done anyway: a
    /// caller may close its side after the request and still read the response.
    pub(crate) async fn unless_disconnected<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = std::pin::pin!(work);
        if let Some(outcome) = work.as_mut().now_or_never() {
            return Some(outcome);
        }
        tokio::select! {
            biased;
            () = self.disconnected() => None,
            outcome = work => Some(outcome),
        }
    }
}
