//! Events of a trigger: retries, idempotency keys, dead letters, and `--debug`.

use super::support::{WIRETEST, message};
use serde_json::{Value, json};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use test_support::{http, output, unused_address};

/// The idempotency key of each event, and the event.
type Events = Arc<Mutex<Vec<(String, Value)>>>;

/// The body of each response, which contains the secret of the connection.
const REFUSAL: &str = "who is s3cr3t-value?";

/// Starts a dispatcher that responds with these statuses in turn, and then with 200.
fn dispatcher(statuses: &'static [u16]) -> (String, Events) {
    let events = Events::default();
    let received = Arc::clone(&events);
    let mut statuses = statuses.iter();
    let address = http::serve(move |request| {
        let key = request.header("idempotency-key").unwrap().to_owned();
        let event = serde_json::from_slice(&request.body).unwrap();
        received.lock().unwrap().push((key, event));
        (*statuses.next().unwrap_or(&200), REFUSAL.to_owned())
    });
    (format!("http://{address}/events"), events)
}

/// Runs the trigger to its end.
fn tick(url: &str, count: u32) -> (bool, Value) {
    let output = run(&["run"], url, count, &json!({}));
    (output.status.success(), serde_json::from_slice(&output.stdout).unwrap())
}

fn run(arguments: &[&str], url: &str, count: u32, meta: &Value) -> Output {
    let mut message = message("", json!({"count": count}));
    message["type"] = "trigger_start".into();
    message["body"]["trigger"] = "tick".into();
    message["body"]["meta"] = meta.clone();
    message["body"]["dispatcher"] = json!({"url": url});
    output(Command::new(WIRETEST).args(arguments), &message.to_string())
}

#[test]
fn events_are_retried_with_one_idempotency_key() {
    let (url, dispatcher) = dispatcher(&[500, 429, 200, 503, 200]);
    let (success, reply) = tick(&url, 2);
    assert!(success, "{reply}");
    let events = dispatcher.lock().unwrap();
    let numbers: Vec<_> =
        events.iter().map(|(_, event)| event["body"]["output"]["n"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 1, 1, 2, 2]);
    assert!(events[0].0 == events[2].0 && events[3].0 == events[4].0 && events[0].0 != events[3].0);
}

#[test]
fn debug_prints_events() {
    let output = run(&["--debug", "run"], &format!("http://{}/events", unused_address()), 2, &json!({}));
    let lines: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let outputs: Vec<_> = lines.iter().map(|line| &line["body"]["output"]).collect();
    assert_eq!(outputs, [&json!({"n": 1}), &json!({"n": 2}), &Value::Null]);
    assert!(output.status.success());
}

#[test]
fn responses_in_dead_letters_are_masked() {
    let (url, _) = dispatcher(&[422]);
    let folder = tempfile::tempdir().unwrap();
    let state_dir = folder.path().to_str().unwrap();
    let output = run(&["run", "--state-dir", state_dir], &url, 2, &json!({"triggerId": "t-1"}));
    assert!(output.status.success());
    let mut list = Command::new(WIRETEST);
    let list = list.args(["events", "list", "--state-dir", state_dir]).output().unwrap().stdout;
    let mut texts = vec![list, output.stderr, output.stdout];
    texts.extend(
        std::fs::read_dir(folder.path()).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap()),
    );
    let texts: Vec<_> = texts.iter().map(|text| String::from_utf8_lossy(text)).collect();
    assert!(texts[0].contains("t-1") && texts[0].contains("422 \"who is ********?\""), "{texts:#?}");
    assert!(texts.iter().all(|text| !text.contains("s3cr3t-value")), "{texts:#?}");
}

#[test]
fn without_a_trigger_id_a_rejected_event_ends_the_trigger() {
    let (url, dispatcher) = dispatcher(&[403]);
    let (success, reply) = tick(&url, 2);
    assert!(!success);
    assert_eq!(reply["body"]["exception"]["cause"], "The dispatcher rejected an event with 403 Forbidden.");
    assert_eq!(reply["body"]["exception"]["data"], "who is ********?");
    assert_eq!(dispatcher.lock().unwrap().len(), 1);
    let log = reply["body"]["log"].as_str().unwrap();
    assert!(
        log.contains("tick starting") && log.contains("tick 1\n"),
        "the lines of the event are not lost: {log}"
    );
}
