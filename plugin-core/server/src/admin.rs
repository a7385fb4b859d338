//! For whoever runs the server.

use crate::state::Server;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use std::sync::Arc;

type Shared = State<Arc<Server>>;

/// There is one process, and threads need no adding.
pub(crate) async fn workers() -> Json<Value> {
    Json(json!({"num_workers": 1}))
}

pub(crate) async fn nothing() -> Json<Value> {
    Json(json!({}))
}

pub(crate) async fn shutdown(State(server): Shared) -> Json<Value> {
    tracing::info!("Shutdown requested: no further messages are accepted.");
    server.admission.end();
    Json(json!({"message": "Shutdown request accepted."}))
}

pub(crate) async fn status(State(server): Shared) -> Json<Value> {
    let (active, ended) = (server.admission.active(), server.admission.is_ended());
    Json(json!({"active_work": active, "shutdown_initiated": ended, "shutdown_safe": ended && active == 0}))
}
