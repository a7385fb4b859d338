//! The parts that all tests share.

use plugin_core::testing::{Harness, Stub};
use serde_json::json;

/// The whole plugin, with a stub in place of the API.
pub fn harness(stub: &Stub) -> Harness {
    let connection = json!({"url": "{{url}}", "api_key": {"secretKey": "s3cr3t"}});
    Harness::new(crate::plugin()).connection(connection).stub(stub)
}
