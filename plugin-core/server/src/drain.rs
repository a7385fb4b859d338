//! Ends the server: waits for the work that there is, for as long as the grace period.

use crate::connections::Connections;
use crate::state::Server;
use plugin_engine::signal::ShutdownSignal;
use std::time::Duration;

/// How long connected callers may still send a request during the drain, which is rejected with 503.
const DRAIN_DELAY: Duration = Duration::from_millis(500);

/// Waits for the work that there is; whether it has ended before the grace period.
pub(crate) async fn drain(
    server: &Server,
    mut connections: Connections,
    grace: Duration,
    end: &ShutdownSignal,
) -> bool {
    tracing::info!("ending: {} at work", server.admission.active());
    tokio::select! {
        () = connections.shutdown(DRAIN_DELAY.min(grace / 2)) => return true,
        () = end.grace_expired() => {}
    }
    tracing::error!("the grace period has ended: aborting {} running steps", server.admission.active());
    server.admission.abandon();
    let _ = tokio::time::timeout(DRAIN_DELAY, connections.wake_and_wait()).await;
    false
}
