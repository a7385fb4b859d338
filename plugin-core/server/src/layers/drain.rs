//! Rejects requests while the server drains, and aborts those that outlast the grace period.

use crate::layers::admission::reject;
use crate::response::Response;
use crate::state::Server;
use crate::state::admission::Rejected;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// The response of `work`, unless it is aborted. The flag is read whenever the task of the connection is woken, since a waker for
/// each request would cost each request something.
pub(crate) async fn unless_aborted(server: &Server, work: impl Future<Output = Response>) -> Response {
    if server.admission.is_draining() {
        return reject(Rejected::Draining);
    }
    let mut work = pin!(work);
    poll_fn(|context| match server.admission.is_aborted() {
        true => Poll::Ready(reject(Rejected::Aborted)),
        false => work.as_mut().poll(context),
    })
    .await
}
