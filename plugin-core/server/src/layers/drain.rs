//! Rejects requests while the server drains, and aborts those that outlast the grace period.

use crate::layers::admission::reject;
use crate::state::Server;
use crate::state::admission::Rejected;
use axum::extract::Request;
use axum::response::Response;
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::{Layer, Service};

/// Adds [`Drain`].
#[derive(Clone)]
pub(crate) struct DrainLayer {
    server: Arc<Server>,
}

impl DrainLayer {
    pub(crate) fn new(server: Arc<Server>) -> Self {
        Self { server }
    }
}

impl<S> Layer<S> for DrainLayer {
    type Service = Drain<S>;

    fn layer(&self, inner: S) -> Drain<S> {
        Drain { inner, server: Arc::clone(&self.server) }
    }
}

/// Calls the inner service unless the server drains.
#[derive(Clone)]
pub(crate) struct Drain<S> {
    inner: S,
    server: Arc<Server>,
}

impl<S: Service<Request, Response = Response>> Service<Request> for Drain<S> {
    type Response = Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let is_draining = self.server.admission.is_draining();
        ResponseFuture {
            response: (!is_draining).then(|| self.inner.call(request)),
            server: Arc::clone(&self.server),
        }
    }
}

pin_project! {
    /// The response of the inner service, unless it is aborted. The flag is read whenever the task of the connection is woken,
    /// since a waker for each request would cost each request something.
    pub(crate) struct ResponseFuture<F> {
        #[pin]
        response: Option<F>,
        server: Arc<Server>,
    }
}

impl<F: Future<Output = Result<Response, E>>, E> Future for ResponseFuture<F> {
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if this.server.admission.is_aborted() {
            this.response.set(None);
            return Poll::Ready(Ok(reject(Rejected::Aborted)));
        }
        match this.response.as_pin_mut() {
            Some(response) => response.poll(context),
            None => Poll::Ready(Ok(reject(Rejected::Draining))),
        }
    }
}
