//! Replays the requests and results of the old clients, call by call, against the new ones.
//!
//! The recordings are in the folder `ports` of those that `PLUGIN_SHARED` names. Without them the tests report that and pass.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod calls;
mod compare;
mod expected;

use calls::Port;
use compare::Outcome;
use expected::Expected;
use plugin_core::testing::{MockResponse, RecordedRequest, Stub};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use test_support::recordings;

/// The recording of a client, if it exists.
fn recording(name: &str) -> Option<Value> {
    let text = std::fs::read_to_string(recordings(&format!("ports/{name}.json"))?).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// The next responses of the stub, and how far its clock moves after each.
type Script = Arc<Mutex<VecDeque<(MockResponse, Duration)>>>;

fn mock_response(response: &Value) -> MockResponse {
    match response["transport_error"].as_str() {
        Some("connect") => return MockResponse::refused(),
        Some(_) => return MockResponse::timeout(),
        None => {}
    }
    let mut mock = MockResponse::status(response["status"].as_u64().unwrap() as u16);
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        mock = mock.header(name, value.as_str().unwrap());
    }
    match &response["body"] {
        Value::String(text) => mock.body(text.as_str()),
        Value::Object(body) => mock.body(compare::base64(body["base64"].as_str().unwrap())),
        _ => mock,
    }
}

fn exchanges(step: &Value) -> Vec<Value> {
    step["exchanges"].as_array().cloned().unwrap_or_default()
}

/// Replays a case, and returns a line for each difference.
async fn replay(port: &dyn Port, recording: &Value, case: &Value) -> Vec<String> {
    let name = case["name"].as_str().unwrap();
    let expected = Expected::of(recording["plugin"].as_str().unwrap(), case);
    let mut connection = recording["connection"].clone();
    for (key, value) in case["setup"].as_object().into_iter().flatten() {
        connection[key] = value.clone();
    }
    let stub = Stub::new();
    let script = Script::default();
    let (responses, clock) = (Arc::clone(&script), stub.clone());
    stub.on_any().respond_with(move |sent: &RecordedRequest| {
        let (response, wait) =
            responses.lock().unwrap().pop_front().unwrap_or_else(|| (expected::more(sent), Duration::ZERO));
        clock.advance(wait);
        response
    });
    let client = stub.scope_sync(|| port.connect(&connection));
    let mut differences = Vec::new();
    let steps = case["steps"].as_array().cloned().unwrap_or_else(|| vec![case.clone()]);
    for step in &steps {
        let before = stub.requests().len();
        let recorded = expected.exchanges(exchanges(step));
        let waits = case["sleeps_s"].as_array().cloned().unwrap_or_default();
        *script.lock().unwrap() =
            recorded.iter().enumerate().map(|(at, exchange)| script_line(at, exchange, &waits)).collect();
        let result = match &client {
            Ok(client) => client.call(step["call"].as_str().unwrap(), &step["args"]).await,
            Err(error) => Err(error.clone()),
        };
        let sent = &stub.requests()[before..];
        let outcome = Outcome { result, sent };
        differences.extend(
            expected.check(step, &recorded, &outcome).into_iter().map(|text| format!("{name}: {text}")),
        );
    }
    differences
}

/// The old client waited longer than `Retry-After` before a retry, and signed with the time: the clock makes up for it.
fn script_line(at: usize, exchange: &Value, waits: &[Value]) -> (MockResponse, Duration) {
    let response = &exchange["response"];
    let moved = response["clock_moves_s"].as_f64().unwrap_or_default();
    let retry_after = response["headers"]["Retry-After"].as_str().and_then(|text| text.parse::<f64>().ok());
    let more = match (waits.get(at).and_then(Value::as_f64), retry_after) {
        (Some(waited), Some(retry_after)) => waited - retry_after,
        _ => 0.0,
    };
    (mock_response(response), Duration::from_secs_f64((moved + more).max(0.0)))
}

async fn replay_all(port: &dyn Port) {
    let Some(recording) = recording(port.name()) else { return };
    let cases = recording["cases"].as_array().unwrap();
    let mut differences = Vec::new();
    for case in cases {
        differences.extend(replay(port, &recording, case).await);
    }
    let lines = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(port.name()).join("api.rs"),
    );
    let (ours, theirs) = (lines.unwrap().lines().count(), recording["source_lines"].as_u64().unwrap());
    println!("{}: {} cases, {ours} lines, {theirs} in Python", port.name(), cases.len());
    assert!(
        differences.is_empty(),
        "{} of {} cases:\n{}",
        differences.len(),
        cases.len(),
        differences.join("\n")
    );
    assert!((ours as u64) < theirs, "{}: {ours} lines, and only {theirs} in Python", port.name());
}

macro_rules! ports {
    ($($name:ident)+) => {$(
        #[tokio::test]
        async fn $name() {
            replay_all(&calls::$name::Port).await;
        }
    )+};
}

ports!(azure_blob_storage duo_admin freshservice okta topdesk zoom);

#[test]
fn comparisons_find_each_kind_of_difference() {
    let recorded = json!({"method": "GET", "url": "https://h/a%20b?x=1&y=True", "headers": {}, "body": null});
    for (method, url, is_same) in [
        ("GET", "https://h/a%20b?y=true&x=1", true),
        ("GET", "https://h/a%20b?y=true", false),
        ("GET", "https://h/a/b?y=true&x=1", false),
        ("GET", "https://g/a%20b?y=true&x=1", false),
        ("PUT", "https://h/a%20b?y=true&x=1", false),
    ] {
        assert_eq!(compare::address(&recorded, method, url).is_empty(), is_same, "{method} {url}");
    }
}
