//! The checks that each request passes before its handler, in the order in which they act.

use crate::cross_origin::Names;
use crate::state::Server;
use crate::{access, cross_origin};
use axum::{Router, middleware};
use std::net::SocketAddr;
use std::sync::Arc;

/// Host and Origin first; then the token if there is one; without one, and where others can reach the server, the local
/// machine.
pub(crate) fn apply(router: Router, server: &Arc<Server>, address: SocketAddr, names: Arc<Names>) -> Router {
    let router = match (&server.token, address.ip().is_loopback()) {
        (Some(_), _) => router.layer(middleware::from_fn_with_state(Arc::clone(server), access::guard)),
        (None, false) => router.layer(middleware::from_fn(access::local_only)),
        (None, true) => router,
    };
    router.layer(middleware::from_fn_with_state(names, cross_origin::guard))
}
