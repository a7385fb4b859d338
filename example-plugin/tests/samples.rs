//! The message of `sample` runs without edits, apart from the address of the API.
#![allow(clippy::unwrap_used)] // a test that cannot continue fails

use serde_json::{Value, json};
use std::process::Command;
use test_support::output;

fn plugin(arguments: &[&str], stdin: &str) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-plugin"));
    serde_json::from_slice(&output(command.args(arguments), stdin).stdout).unwrap()
}

#[test]
fn a_sample_of_each_action_runs() {
    let user = json!({"id": "u-1", "name": "Ada", "email": "ada@example.com"});
    let address = test_support::http::serve(move |request| match request.route() {
        "GET /v1/users/list" => (200, json!([user]).to_string()),
        _ => (200, user.to_string()),
    });
    for action in ["list_users", "get_user", "add_user"] {
        let mut message = plugin(&["sample", action], "");
        message["body"]["connection"]["url"] = format!("http://{address}/v1").into();
        let reply = plugin(&["run"], &message.to_string());
        assert_eq!(reply["body"]["status"], "ok", "{message} {reply}");
    }
}
