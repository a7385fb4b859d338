//! OpenTelemetry: spans reach a collector without secrets. `cargo test -p workspace-tests --features otel --test otel`
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use serde_json::json;
use std::process::Command;
use std::sync::mpsc;
use test_support::{http, output};

#[test]
fn spans_of_a_step_reach_the_collector_without_secrets() {
    let (sender, requests) = mpsc::channel();
    let address = http::serve(move |request| {
        sender.send(request).unwrap();
        (200, String::new())
    });
    let mut message = test_support::message::action("block", json!({"seconds": 0}));
    message["body"]["connection"] = json!({"key": {"secretKey": "canary"}});
    let mut command = Command::new(env!("CARGO_BIN_EXE_fixture"));
    command.arg("run").env("otel_tracing", format!("http://{address}/v1/traces"));
    assert!(output(&mut command, &message.to_string()).status.success());
    let request = requests.recv().unwrap();
    assert_eq!(request.route(), "POST /v1/traces");
    let spans = String::from_utf8_lossy(&request.body).into_owned();
    for expected in ["pif.fixture", "action block", "request_id"] {
        assert!(spans.contains(expected), "{expected} is not in {spans}");
    }
    // Neither a secret nor a line of the log.
    let text = format!("{}{spans}", request.head);
    assert!(!text.contains("canary") && !text.contains("Step name"), "{text}");
}
