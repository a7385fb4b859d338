//! The socket of a connection: a caller that reads nothing is dropped, and one that has left is known.

use axum::http::Extensions;
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

/// How often it is looked whether a caller that waits is still there.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// A stream that fails when nothing could be written for too long.
pub(crate) struct Socket {
    stream: Shared,
    write_timeout: Duration,
    /// Runs while there is something to write that the other side does not take.
    stalled: Option<Pin<Box<Sleep>>>,
}

/// The other side of a connection, as a request knows it.
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
        // Answers are written in one piece, so there is nothing to wait for.
        let _ = stream.set_nodelay(true);
        let stream = Shared(Arc::new(Mutex::new(stream)));
        // An IPv4 address may come in the form of an IPv6 one.
        let peer = Peer { address: address.to_canonical(), stream: stream.clone() };
        (Self { stream, write_timeout, stalled: None }, peer)
    }

    /// What was written, or the end of the patience with a caller that takes nothing.
    fn in_time(
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
            // So that the operating system does not keep what it has taken.
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
        self.in_time(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut *self.stream.lock()).poll_write_vectored(context, slices);
        self.in_time(context, written)
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
    /// It has closed its side, whatever it has sent before.
    fn has_left(&self) -> bool {
        let ready = self.stream.lock().ready(Interest::READABLE).now_or_never();
        ready.is_some_and(|ready| ready.map_or(true, |ready| ready.is_read_closed()))
    }

    /// Until the caller has left. Each poll looks, so that a caller that has left is known when its turn comes.
    async fn left(&self) {
        let mut ticks = interval(POLL_INTERVAL);
        poll_fn(|context| match self.has_left() {
            true => Poll::Ready(()),
            false => {
                while ticks.poll_tick(context).is_ready() {}
                Poll::Pending
            }
        })
        .await;
    }
}

/// The outcome of `work`, or `None` if the caller leaves while it waits. Who need not wait may have left: a caller that has
/// sent all may close its side and still read the answer.
pub(crate) async fn unless_left<T>(request: &Extensions, work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    if let Some(outcome) = work.as_mut().now_or_never() {
        return Some(outcome);
    }
    let Some(peer) = request.get::<Peer>() else { return Some(work.await) };
    tokio::select! {
        biased;
        () = peer.left() => None,
        outcome = work => Some(outcome),
    }
}
