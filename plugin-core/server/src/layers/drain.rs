//! Rejects requests while the server drains, and aborts those that outlast the grace period.

use crate::rejection::Rejection;
use crate::response::Response;
use crate::state::Server;
use crate::state::admission::Rejected;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// The outcome of `work`, unless it is aborted. The flag is read whenever the task of the connection is woken, since a waker for
/// each request would cost each request something.
///
/// # Errors
/// Those of `work`, and if the server drains.
pub(crate) async fn unless_aborted(
    server: &Server,
    mut work: Pin<&mut impl Future<Output = Result<Response, Rejection>>>,
) -> Result<Response, Rejection> {
    if server.admission.is_draining() {
        return Err(Rejected::Draining.into());
    }
    poll_fn(|context| match server.admission.is_aborted() {
        true => Poll::Ready(Err(Rejected::Aborted.into())),
        false => work.as_mut().poll(context),
    })
    .await
}
