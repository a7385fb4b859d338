//! Shuts the server down: drains it, and aborts what outlasts the grace period.

use crate::state::Server;
use crate::tcp_connections::Connections;
use plugin_engine::signal::ShutdownSignal;
use std::time::Duration;

/// How long callers that are connected may still send a request, which is rejected with 503.
const DRAIN_DELAY: Duration = Duration::from_millis(500);

/// Waits until all requests have their responses. Returns whether they had them within the grace period.
pub(crate) async fn shutdown(
    server: &Server,
    mut connections: Connections,
    grace: Duration,
    signal: &ShutdownSignal,
) -> bool {
    tracing::info!("shutting down: {} steps run or wait", server.admission.active());
    tokio::select! {
        () = connections.shutdown(DRAIN_DELAY.min(grace / 2)) => return true,
        () = signal.grace_expired() => {}
    }
    tracing::error!("the grace period has ended: aborting {} running steps", server.admission.active());
    server.admission.abort();
    let _ = tokio::time::timeout(DRAIN_DELAY, connections.wake_and_wait()).await;
    false
}
