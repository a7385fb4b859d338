//! Admits a message to run, or responds why it is not admitted.

use crate::response::{self, Response};
use crate::socket::Peer;
use crate::state::Server;
use crate::state::admission::{Permit, Rejected};
use http::header::{CONNECTION, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde_json::json;

/// Waits for a permit to run, and for memory for a response, as long as `peer` stays connected.
///
/// # Errors
/// The response to a message that may not run.
pub(crate) async fn admit<'a>(server: &'a Server, peer: &Peer) -> Result<Permit<'a>, Response> {
    let admitted = async {
        let permit = server.admission.acquire().await?;
        server.memory.response_memory_available().await;
        Ok(permit)
    };
    let admitted = peer.unless_disconnected(admitted).await.unwrap_or(Err(Rejected::Disconnected));
    admitted.map_err(|rejected| {
        server.metrics.rejected.inc();
        reject(rejected)
    })
}

/// The response to a message that is rejected.
pub(crate) fn reject(rejected: Rejected) -> Response {
    let error = match rejected {
        Rejected::Draining => "The server is shutting down and accepts no more messages.",
        Rejected::Full => "Too many steps are running. Try again later, or see --max-running.",
        Rejected::Disconnected => {
            "The caller closed its side of the connection while the message waited to run."
        }
        Rejected::Aborted => {
            "The server shut down before the step ended. The step may have had an effect. See --graceful_timeout."
        }
    };
    let mut response = response::json(StatusCode::SERVICE_UNAVAILABLE, &json!({"error": error}));
    let headers = response.headers_mut();
    if rejected != Rejected::Aborted {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    if matches!(rejected, Rejected::Draining | Rejected::Aborted) {
        // The next request must open a new connection, which this server no longer accepts.
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
