//! Whether the server takes work, as its callers see it.

use crate::admission::Admission;
use axum::Json;
use serde_json::{Value, json};

/// Whether work is taken. The status of the answer is 200 either way, so that who looks after the process lets it finish.
pub(crate) fn readiness(admission: &Admission) -> Json<Value> {
    Json(json!({"status": if admission.is_ended() { "Shutdown in progress" } else { "Ready" }}))
}
