//! The rules for requests, a file each. `service.rs` applies them in this order:
//!
//! 1. [`host_origin`] rejects what a page in a browser sends for another origin: 400, 403, 415.
//! 2. [`access`] requires the token. Without one, only the local machine may call operations that administrate the server: 401, 403.
//!
//! Only requests with a message meet the others:
//!
//! 3. [`request_id`] gives the request an ID and repeats it in the response.
//! 4. [`drain`] rejects requests while the server drains, and aborts those that outlast the grace period: 503.
//! 5. [`body`] reads the message within limits of size, time and memory: 413, 408, 503.
//! 6. [`admission`] waits for a permit to run: 503. An invalid message is rejected as such even when no permit is free.
//!
//! Each is a function and not a layer of tower: hyper calls one function for each request, and a layer would move the request and
//! wrap the future of its response once more.

pub(crate) mod access;
pub(crate) mod admission;
pub(crate) mod body;
pub(crate) mod drain;
pub(crate) mod host_origin;
pub(crate) mod request_id;
