//! Applies the rules for requests in their order, and responds.

use crate::layers::access::Access;
use crate::layers::host_origin::HostOrigin;
use crate::rejection::{Rejection, RequestError};
use crate::response::Response;
use crate::routes::{Route, route};
use crate::socket::Peer;
use crate::state::Server;
use crate::{message, pages};
use http::Request;
use http::request::Parts;
use hyper::body::Incoming;
use std::sync::Arc;

/// What all connections share.
pub(crate) struct Service {
    pub(crate) server: Arc<Server>,
    pub(crate) host_origin: HostOrigin,
    pub(crate) access: Access,
}

impl Service {
    /// Responds to a request of `peer`.
    pub(crate) async fn respond(&self, peer: &Peer, request: Request<Incoming>) -> Response {
        let (head, body) = request.into_parts();
        match self.route(peer, &head) {
            Ok(Route::Message(step)) => message::respond(&self.server, peer, &head, body, &step).await,
            Ok(Route::Page(endpoint, name)) => pages::respond(&self.server, endpoint, &name, &head),
            Err(error) => Rejection::from(error).respond(&head),
        }
    }

    fn route<'a>(&self, peer: &Peer, head: &'a Parts) -> Result<Route<'a>, RequestError> {
        self.host_origin.check(head)?;
        self.access.check(&self.server, peer, head)?;
        route(self.server.engine.in_cloud, head)
    }
}
