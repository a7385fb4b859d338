//! Messages that start a step.

use serde_json::{Value, json};
use std::net::SocketAddr;

/// A message that runs an action of a plugin without a connection.
pub fn action(name: &str, input: Value) -> Value {
    let body = json!({"action": name, "meta": {}, "input": input, "connection": {}});
    json!({"version": "v1", "type": "action_start", "body": body})
}

/// A message that starts a trigger of a plugin without a connection, whose events go to a dispatcher.
pub fn trigger(name: &str, input: Value, dispatcher: SocketAddr, meta: Value) -> Value {
    let dispatcher = json!({"url": format!("http://{dispatcher}/events")});
    let body = json!({
        "trigger": name, "meta": meta, "input": input, "connection": {}, "dispatcher": dispatcher,
    });
    json!({"version": "v1", "type": "trigger_start", "body": body})
}
