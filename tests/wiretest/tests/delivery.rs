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
            write!(&stream, "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").unwrap();
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
    let output = run(&["run"], url, count);
    (output.status.success(), serde_json::from_slice(&output.stdout).unwrap())
}

fn run(words: &[&str], url: &str, count: u32) -> Output {
    let mut message = message("", json!({"count": count}));
    message["type"] = "trigger_start".into();
    message["body"]["trigger"] = "tick".into();
    message["body"]["dispatcher"] = json!({"url": url});
    let mut command = Command::new(env!("CARGO_BIN_EXE_wiretest"));
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(message.to_string().as_bytes()).unwrap();
    process.wait_with_output().unwrap()
}

#[test]
fn an_event_is_sent_until_it_is_taken_and_can_be_told_from_others() {
    let (url, dispatcher) = dispatcher(&[500, 404, 200, 503, 200]);
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
    let output = run(&["--debug", "run"], &nobody(), 2);
    let lines: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let outputs: Vec<_> = lines.iter().map(|line| &line["body"]["output"]).collect();
    assert_eq!(outputs, [&json!({"n": 1}), &json!({"n": 2}), &Value::Null]);
    assert!(output.status.success());
}

/// An address at which nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    format!("http://{}/events", listener.local_addr().unwrap())
}
