//! Replays what the old clients put on the wire and made of the answers, call by call, against the new ones.
//!
//! The recordings are in the folder `ports` of the one that `PLUGIN_SHARED` names, or of `../shared` beside the workspace. Where
//! it is missing, that is said and nothing is compared.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod calls;
mod compare;
mod expected;

use calls::Port;
use compare::Outcome;
use expected::Expected;
use plugin_core::testing::{Canned, Sent, Stub};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The recording of a client, if there is the folder.
fn recording(name: &str) -> Option<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("PLUGIN_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let path = shared.join("ports").join(format!("{name}.json"));
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: there is no {}; set PLUGIN_SHARED to the folder that has it", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// What the stub still has to answer, and how far its clock moves after each answer.
type Script = Arc<Mutex<VecDeque<(Canned, Duration)>>>;

fn canned(response: &Value) -> Canned {
    match response["transport_error"].as_str() {
        Some("connect") => return Canned::refused(),
        Some(_) => return Canned::timeout(),
        None => {}
    }
    let mut canned = Canned::status(response["status"].as_u64().unwrap() as u16);
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        canned = canned.header(name, value.as_str().unwrap());
    }
    match &response["body"] {
        Value::String(text) => canned.body(text.as_str()),
        Value::Object(body) => canned.body(compare::base64(body["base64"].as_str().unwrap())),
        _ => canned,
    }
}

fn exchanges(step: &Value) -> Vec<Value> {
    step["exchanges"].as_array().cloned().unwrap_or_default()
}

/// Replays a case, and says what is not as it should be.
async fn replay(port: &dyn Port, recording: &Value, case: &Value) -> Vec<String> {
    let name = case["name"].as_str().unwrap();
    let expected = Expected::of(recording["plugin"].as_str().unwrap(), case);
    let mut connection = recording["connection"].clone();
    for (key, value) in case["setup"].as_object().into_iter().flatten() {
        connection[key] = value.clone();
    }
    let stub = Stub::new();
    let script = Script::default();
    let (answers, clock) = (Arc::clone(&script), stub.clone());
    stub.on_any().answer_with(move |sent: &Sent| {
        let (canned, wait) =
            answers.lock().unwrap().pop_front().unwrap_or_else(|| (expected::more(sent), Duration::ZERO));
        clock.advance(wait);
        canned
    });
    let client = stub.scope_sync(|| port.connect(&connection));
    let mut wrong = Vec::new();
    let steps = case["steps"].as_array().cloned().unwrap_or_else(|| vec![case.clone()]);
    for step in &steps {
        let before = stub.sent().len();
        let told = expected.exchanges(exchanges(step));
        let waits = case["sleeps_s"].as_array().cloned().unwrap_or_default();
        *script.lock().unwrap() =
            told.iter().enumerate().map(|(at, exchange)| script_line(at, exchange, &waits)).collect();
        let result = match &client {
            Ok(client) => client.call(step["call"].as_str().unwrap(), &step["args"]).await,
            Err(error) => Err(error.clone()),
        };
        let sent = &stub.sent()[before..];
        let outcome = Outcome { result, sent };
        wrong.extend(expected.check(step, &told, &outcome).into_iter().map(|text| format!("{name}: {text}")));
    }
    wrong
}

/// The old client waited longer before a try than the API asked for, and signed with the time: the clock makes up for it.
fn script_line(at: usize, exchange: &Value, waits: &[Value]) -> (Canned, Duration) {
    let response = &exchange["response"];
    let moved = response["clock_moves_s"].as_f64().unwrap_or_default();
    let asked = response["headers"]["Retry-After"].as_str().and_then(|text| text.parse::<f64>().ok());
    let more = match (waits.get(at).and_then(Value::as_f64), asked) {
        (Some(waited), Some(asked)) => waited - asked,
        _ => 0.0,
    };
    (canned(response), Duration::from_secs_f64((moved + more).max(0.0)))
}

async fn replay_all(port: &dyn Port) {
    let Some(recording) = recording(port.name()) else { return };
    let cases = recording["cases"].as_array().unwrap();
    let mut wrong = Vec::new();
    for case in cases {
        wrong.extend(replay(port, &recording, case).await);
    }
    let lines = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(port.name()).join("api.rs"),
    );
    let (ours, theirs) = (lines.unwrap().lines().count(), recording["source_lines"].as_u64().unwrap());
    println!("{}: {} cases, {ours} lines, {theirs} in Python", port.name(), cases.len());
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
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
fn a_comparison_can_fail() {
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
