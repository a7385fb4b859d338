//! The layers of a request, a file each. They act in this order:
//!
//! 1. [`host_origin`] rejects what a page in a browser sends for another origin: 400, 403, 415.
//! 2. [`access`] requires the token. Without one, only the local machine may call operations that administrate the server: 401, 403.
//!
//! Only requests with a message pass the others:
//!
//! 3. [`request_id`] gives the request an ID and repeats it in the response.
//! 4. [`drain`] rejects requests while the server drains, and aborts those that outlast the grace period: 503.
//! 5. [`body`] reads the message within limits of size, time and memory: 413, 408, 503.
//! 6. [`admission`] waits for a permit to run: 503.
//!
//! Layers 1 to 4 are tower layers. Layer 5 is an extractor, as axum's own body limit is one: the handler receives the message
//! in memory. Layer 6 is a function that the handler calls once it has parsed the message, since a message borrows from its
//! body, which no `Request` can carry, and since an invalid message is rejected as such even when no permit is free.
//!
//! The compiler knows the types of all layers, so none of them allocates. axum boxes three times on an action's way: the service
//! of the route, its future, and the future of the handler. Layers 1 and 2 are around the router because `Router::layer` would
//! box a service and a future more. `middleware::from_fn` boxes even more: with it an action took 64 200 instructions from
//! the first byte to the last. It took 53 600 with `Router::layer`, and takes 52 700 now (at `opt-level = 3`;
//! `benches/README.md` describes how to count them).
//!
//! The layers use tower-http where it does the same. `RequestBodyLimitLayer` and `TimeoutLayer` do something else: this server
//! reads an oversized body to its end, so that the client comes to read the response; its timeout bounds the body and not the
//! step; and its responses are JSON. `SetRequestIdLayer` keeps an ID that is empty or not ASCII, and depends on uuid.

pub(crate) mod access;
pub(crate) mod admission;
pub(crate) mod body;
mod drain;
pub(crate) mod host_origin;
pub(crate) mod request_id;

use crate::state::Server;
use access::Access;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodRouter, post_service};
use drain::DrainLayer;
use host_origin::HostOrigin;
use request_id::RequestIdLayer;
use std::sync::Arc;
use tower::ServiceBuilder;
use tower_http::validate_request::{ValidateRequestHeader, ValidateRequestHeaderLayer};

/// The router within the layers of all requests.
pub(crate) type Layered = ValidateRequestHeader<ValidateRequestHeader<Router, Access>, HostOrigin>;

/// Puts the layers of all requests around the router.
pub(crate) fn of_all(router: Router, host_origin: HostOrigin, access: Access) -> Layered {
    ServiceBuilder::new()
        .layer(ValidateRequestHeaderLayer::custom(host_origin))
        .layer(ValidateRequestHeaderLayer::custom(access))
        .service(router)
}

/// The route of `handler`, with the layers of requests that carry a message.
pub(crate) fn of_message<H, T>(server: &Arc<Server>, handler: H) -> MethodRouter<Arc<Server>>
where
    H: Handler<T, Arc<Server>>,
    T: 'static,
{
    let layers = ServiceBuilder::new().layer(RequestIdLayer).layer(DrainLayer::new(Arc::clone(server)));
    post_service(layers.service(handler.with_state(Arc::clone(server))))
}
