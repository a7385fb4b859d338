//! Operations for the administrator of the server.

use crate::state::Server;
use serde_json::{Value, json};

/// The server is one process, and its number of threads is fixed.
pub(crate) fn workers() -> Value {
    json!({"num_workers": 1})
}

pub(crate) fn shutdown(server: &Server) -> Value {
    tracing::info!("shutdown requested: the server accepts no more messages");
    server.admission.start_drain();
    json!({"message": "Shutdown request accepted."})
}

pub(crate) fn status(server: &Server) -> Value {
    let (active, draining) = (server.admission.active(), server.admission.is_draining());
    let is_safe = draining && active == 0;
    json!({"active_work": active, "shutdown_initiated": draining, "shutdown_safe": is_safe})
}
