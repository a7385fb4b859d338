//! Reports whether the server accepts messages.

use crate::state::admission::Admission;
use serde_json::{Value, json};

/// The status of the server. The HTTP status is 200 also while it drains, so that an orchestrator does not kill the process.
pub(crate) fn readiness(admission: &Admission) -> Value {
    json!({"status": if admission.is_draining() { "Shutdown in progress" } else { "Ready" }})
}
