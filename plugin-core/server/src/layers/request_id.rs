//! Gives each request an ID and repeats it in the response.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use pin_project_lite::pin_project;
use plugin_run::RequestId;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tower::{Layer, Service};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The ID of a request that has passed the layer.
pub(crate) fn request_id(headers: &HeaderMap) -> &str {
    sent_id(headers).and_then(|id| id.to_str().ok()).unwrap_or_default()
}

/// The ID that the caller sent, unless it is empty or not ASCII.
fn sent_id(headers: &HeaderMap) -> Option<&HeaderValue> {
    headers.get(X_REQUEST_ID).filter(|id| id.to_str().is_ok_and(|id| !id.is_empty()))
}

/// Adds [`SetRequestId`].
#[derive(Clone, Copy)]
pub(crate) struct RequestIdLayer;

impl<S> Layer<S> for RequestIdLayer {
    type Service = SetRequestId<S>;

    fn layer(&self, inner: S) -> SetRequestId<S> {
        SetRequestId { inner }
    }
}

/// Sets the header `X-Request-ID` of the request, unless the caller did, and that of the response.
#[derive(Clone)]
pub(crate) struct SetRequestId<S> {
    inner: S,
}

impl<S: Service<Request, Response = Response>> Service<Request> for SetRequestId<S> {
    type Response = Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let id = match sent_id(request.headers()) {
            Some(id) => id.clone(),
            None => {
                let id = RequestId::random();
                let id = HeaderValue::from_str(id.as_str()).unwrap_or(HeaderValue::from_static(""));
                request.headers_mut().insert(X_REQUEST_ID, id.clone());
                id
            }
        };
        ResponseFuture { response: self.inner.call(request), id: Some(id) }
    }
}

pin_project! {
    /// The response, with the ID of its request.
    pub(crate) struct ResponseFuture<F> {
        #[pin]
        response: F,
        id: Option<HeaderValue>,
    }
}

impl<F: Future<Output = Result<Response, E>>, E> Future for ResponseFuture<F> {
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut response = ready!(this.response.poll(context))?;
        response.headers_mut().extend(this.id.take().map(|id| (X_REQUEST_ID, id)));
        Poll::Ready(Ok(response))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::response::IntoResponse;
    use std::convert::Infallible;
    use tower::{ServiceExt, service_fn};

    /// The ID in the request that passed the layer, and the ID in the response.
    async fn ids(sent: Option<&'static [u8]>) -> (String, String) {
        let service = service_fn(async |request: Request| {
            Ok::<_, Infallible>(request_id(request.headers()).to_owned().into_response())
        });
        let mut request = Request::new(Body::empty());
        let sent = sent.map(|id| (X_REQUEST_ID, HeaderValue::from_bytes(id).unwrap()));
        request.headers_mut().extend(sent);
        let response = RequestIdLayer.layer(service).oneshot(request).await.unwrap();
        let id = request_id(response.headers()).to_owned();
        let body = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
        (String::from_utf8(body.to_vec()).unwrap(), id)
    }

    #[tokio::test]
    async fn the_response_has_the_id_of_the_request() {
        assert_eq!(ids(Some(b"one two")).await, ("one two".to_owned(), "one two".to_owned()));
    }

    #[tokio::test]
    async fn a_missing_or_unreadable_id_is_replaced() {
        for sent in [None, Some(&b""[..]), Some(b"\xff")] {
            let (of_request, of_response) = ids(sent).await;
            assert_eq!(of_request, of_response);
            assert_eq!(of_request.len(), 32, "{of_request}");
        }
    }
}
