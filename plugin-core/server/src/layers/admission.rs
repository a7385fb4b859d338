//! Admits a message to run.

use crate::socket::Peer;
use crate::state::Server;
use crate::state::admission::{Permit, Rejected};

/// Waits for a permit to run, and for memory for a response, as long as `peer` stays connected.
///
/// # Errors
/// Why the message may not run.
pub(crate) async fn admit<'a>(server: &'a Server, peer: &Peer) -> Result<Permit<'a>, Rejected> {
    let admitted = async {
        let permit = server.admission.acquire().await?;
        server.memory.response_memory_available().await;
        Ok(permit)
    };
    let admitted = peer.unless_disconnected(admitted).await.unwrap_or(Err(Rejected::Disconnected));
    admitted.inspect_err(|_| {
        server.metrics.rejected.inc();
    })
}
