//! The plugin as a server, and messages for it.

use serde_json::{Value, json};
use test_support::Server;
use test_support::http::Response;

pub const WIRETEST: &str = env!("CARGO_BIN_EXE_wiretest");

/// Starts the plugin as a server.
pub fn start(options: &[&str]) -> Server {
    Server::start(WIRETEST, options, &[])
}

/// Starts the plugin as a server with environment variables.
pub fn start_with(options: &[&str], environment: &[(&str, &str)]) -> Server {
    Server::start(WIRETEST, options, environment)
}

/// Runs an action.
pub fn run_action(server: &Server, name: &str, input: Value) -> Response {
    server.post(&format!("/api/v1/actions/{name}"), message(name, input).to_string())
}

/// Asserts that the server still runs actions.
#[track_caller]
pub fn assert_ready(server: &Server) {
    let response = run_action(server, "echo", json!({"text": "still here"}));
    let body = response.json();
    assert_eq!((response.status, &body["body"]["output"]["received"]["text"]), (200, &json!("still here")));
}

/// How many steps run or wait.
pub fn active_work(server: &Server) -> Value {
    server.get("/api/v1/admin/status").json()["active_work"].take()
}

/// A message that runs an action with a connection.
pub fn message(action: &str, input: Value) -> Value {
    let mut message = test_support::message::action(action, input);
    message["body"]["connection"] =
        json!({"url": "https://example.com", "api_key": {"secretKey": "s3cr3t-value"}});
    message["body"].as_object_mut().unwrap().shift_remove("meta");
    message
}
