//! Events reach the dispatcher, each with an ID.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod common;

use common::message;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

/// What a dispatcher was sent: the ID of each event, and the event.
type Seen = Arc<Mutex<Vec<(String, Value)>>>;

/// What the dispatcher says, whatever it does: the secret of the connection is in it.
const REFUSAL: &str = "who is s3cr3t-value?";

/// A dispatcher that answers with these statuses in turn, and then with 200.
fn dispatcher(statuses: &'static [u16]) -> (String, Seen) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/events", listener.local_addr().unwrap());
    let seen = Seen::default();
    let kept = Arc::clone(&seen);
    std::thread::spawn(move || {
        let mut statuses = statuses.iter();
        for stream in listener.incoming().map_while(Result::ok) {
            let status = statuses.next().unwrap_or(&200);
            let event = receive(&stream);
            kept.lock().unwrap().push(event);
            let head =
                format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}", REFUSAL.len());
            write!(&stream, "{head}\r\n\r\n{REFUSAL}").unwrap();
        }
    });
    (url, seen)
}

fn receive(mut stream: &TcpStream) -> (String, Value) {
    let mut bytes = Vec::new();
    loop {
        let mut some = [0; 4096];
        let read = stream.read(&mut some).unwrap();
        bytes.extend_from_slice(&some[..read]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        if let Ok(event) = serde_json::from_str::<Value>(body) {
            let key = head.lines().find_map(|line| line.strip_prefix("idempotency-key: ")).unwrap();
            return (key.to_owned(), event);
        }
    }
}

/// Runs the trigger to its end.
fn tick(url: &str, count: u32) -> (bool, Value) {
    let output = run(&["run"], url, count, &json!({}));
    (output.status.success(), serde_json::from_slice(&output.stdout).unwrap())
}

fn run(words: &[&str], url: &str, count: u32, meta: &Value) -> Output {
    let mut message = message("", json!({"count": count}));
    message["type"] = "trigger_start".into();
    message["body"]["trigger"] = "tick".into();
    message["body"]["meta"] = meta.clone();
    message["body"]["dispatcher"] = json!({"url": url});
    let mut command = Command::new(env!("CARGO_BIN_EXE_wiretest"));
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(message.to_string().as_bytes()).unwrap();
    process.wait_with_output().unwrap()
}

#[test]
fn an_event_is_sent_until_it_is_taken_and_can_be_told_from_others() {
    let (url, dispatcher) = dispatcher(&[500, 429, 200, 503, 200]);
    let (ended_well, answer) = tick(&url, 2);
    assert!(ended_well, "{answer}");
    let seen = dispatcher.lock().unwrap();
    let numbers: Vec<_> =
        seen.iter().map(|(_, event)| event["body"]["output"]["n"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 1, 1, 2, 2]);
    assert!(seen[0].0 == seen[2].0 && seen[3].0 == seen[4].0 && seen[0].0 != seen[3].0);
}

#[test]
fn with_debug_events_are_printed_instead() {
    let output = run(&["--debug", "run"], &nobody(), 2, &json!({}));
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
fn what_a_dispatcher_says_of_a_refused_event_is_kept_without_secrets() {
    let (url, _) = dispatcher(&[422]);
    let folder = std::env::temp_dir().join(format!("wiretest-refused-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let state_dir = folder.to_str().unwrap();
    let output = run(&["run", "--state-dir", state_dir], &url, 2, &json!({"triggerId": "t-1"}));
    assert!(output.status.success());
    let mut list = Command::new(env!("CARGO_BIN_EXE_wiretest"));
    let list = list.args(["events", "list", "--state-dir", state_dir]).output().unwrap().stdout;
    let mut texts = vec![list, output.stderr, output.stdout];
    texts.extend(
        std::fs::read_dir(&folder).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap()),
    );
    let texts: Vec<_> = texts.iter().map(|text| String::from_utf8_lossy(text)).collect();
    assert!(texts[0].contains("t-1") && texts[0].contains("422 \"who is ********?\""), "{texts:#?}");
    assert!(texts.iter().all(|text| !text.contains("s3cr3t-value")), "{texts:#?}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn without_an_id_a_refused_event_ends_the_trigger_at_once() {
    let (url, dispatcher) = dispatcher(&[403]);
    let (ended_well, answer) = tick(&url, 2);
    assert!(!ended_well);
    assert_eq!(
        answer["body"]["exception"]["cause"],
        "The dispatcher has refused an event with 403 Forbidden."
    );
    assert_eq!(answer["body"]["exception"]["data"], "who is ********?");
    assert_eq!(dispatcher.lock().unwrap().len(), 1);
    let log = answer["body"]["log"].as_str().unwrap();
    assert!(
        log.contains("tick starting") && log.contains("tick 1\n"),
        "the lines of the event are not lost: {log}"
    );
}

/// An address at which nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    format!("http://{}/events", listener.local_addr().unwrap())
}
