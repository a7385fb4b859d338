//! Operations for the administrator of the server.

use crate::state::Server;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use std::sync::Arc;

type Shared = State<Arc<Server>>;

/// The server is one process, and its number of threads is fixed.
pub(crate) async fn workers() -> Json<Value> {
    Json(json!({"num_workers": 1}))
}

pub(crate) async fn nothing() -> Json<Value> {
    Json(json!({}))
}

pub(crate) async fn shutdown(State(server): Shared) -> Json<Value> {
    tracing::info!("shutdown requested: the server accepts no more messages");
    server.admission.start_drain();
    Json(json!({"message": "Shutdown request accepted."}))
}

pub(crate) async fn status(State(server): Shared) -> Json<Value> {
    let (active, draining) = (server.admission.active(), server.admission.is_draining());
    let is_safe = draining && active == 0;
    Json(json!({"active_work": active, "shutdown_initiated": draining, "shutdown_safe": is_safe}))
}
