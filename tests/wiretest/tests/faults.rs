//! What callers get wrong, and what goes wrong within: each has a clear answer, and harms no other request.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod common;

use common::{Server, answer, message, next_answer};
use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

#[test]
fn a_panic_is_an_answer() {
    let server = Server::start(&[]);
    let (status, body) = server.action("fail", json!({"kind": "value_error"}));
    assert_eq!((status, &body["body"]["error"]), (500, &json!("The step panicked: boom")));
    server.is_well();
}

#[test]
fn a_step_over_its_deadline_is_stopped_and_others_go_on() {
    let server = Server::start(&["--step-timeout", "0.5"]);
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| server.action("fail", json!({"kind": "sleep", "seconds": 60})));
        server.is_well();
        let (status, body) = slow.join().unwrap();
        let told = "The step was stopped because it took longer than 0.5 seconds. See --step-timeout.";
        assert_eq!((status, &body["body"]["error"]), (500, &json!(told)));
    });
}

#[test]
fn a_body_that_is_too_long_is_refused_and_not_kept() {
    let server = Server::start(&[]);
    server.is_well();
    let before = server.most_memory();
    let (status, body) = server.post("/api/v1/actions/echo", &vec![b' '; 100 << 20]);
    assert_eq!(
        (status, &body["error"]),
        (413, &json!("The message is longer than 16777216 bytes. See --max-body."))
    );
    server.is_well();
    let grown = server.most_memory() - before;
    assert!(grown < 40 << 10, "{grown} KiB more");
}

#[test]
fn malformed_messages_are_told_what_is_wrong() {
    let server = Server::start(&[]);
    let nested =
        format!("{{\"body\":{{\"meta\":{}{}}}}}", "{\"a\":".repeat(3000), "1".to_owned() + &"}".repeat(3000));
    for (body, told) in [
        ("{\"version\": ", "The message is not JSON: EOF while parsing a value at line 1 column 12."),
        ("", "The message is empty."),
        ("[]", "The message is not an envelope: expected an object, found an array."),
        ("{\"body\": null}", "The message is not an envelope: the required field \"body\" is missing."),
        (&nested, "The message is nested deeper than 256 levels."),
        ("{\"body\":{\"action\":\"echo\",\"action\":\"echo\"}}", "The message has a key twice."),
        ("{\"body\":{\"input\":NaN}}", "The message is not JSON: expected value at line 1 column 18."),
    ] {
        let (status, answer) = server.post("/api/v1/actions/echo", body.as_bytes());
        assert_eq!((status, &answer["error"]), (400, &json!(told)), "{body:.60}");
    }
    server.is_well();
}

#[test]
fn a_client_that_dribbles_is_told_to_hurry_and_others_go_on() {
    let server = Server::start(&["--read-timeout", "1"]);
    let mut body = server.connect();
    write!(
        body,
        "POST /api/v1/actions/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut head = server.connect();
    let start = Instant::now();
    for _ in 0..10 {
        let _ = (body.write_all(b"{"), head.write_all(b"P"));
        server.is_well();
        std::thread::sleep(Duration::from_millis(200));
    }
    let (status, told) = answer(body);
    assert_eq!((status, &told["error"]), (408, &json!("The message did not arrive within 1 seconds.")));
    // Of a request whose head does not end nothing is known that could be answered.
    let mut rest = Vec::new();
    let _ = head.read_to_end(&mut rest);
    assert!(start.elapsed() < Duration::from_secs(20));
    server.is_well();
}

#[test]
fn a_log_that_nobody_reads_stops_nobody() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wiretest"));
    command.args(["http", "--port", "0"]).stderr(Stdio::piped()).stdin(Stdio::null());
    let mut process = command.spawn().unwrap();
    let mut log = BufReader::new(process.stderr.take().unwrap());
    let mut line = String::new();
    log.read_line(&mut line).unwrap();
    let address = line.trim().split_once("http://").unwrap().1.to_owned();
    let server = Server { process, address, log: Arc::default() };
    // Two lines each, of some 50 bytes: far more than a pipe holds.
    (0..2000).for_each(|_| server.is_well());
}

#[test]
fn memory_does_not_grow_with_the_number_of_actions() {
    let actions = std::env::var("SOAK_ACTIONS").map_or(20_000, |count| count.parse().unwrap());
    let server = Server::start(&[]);
    let text = message("echo", json!({"text": "hi"})).to_string();
    let request = format!(
        "POST /actions/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{text}",
        text.len()
    );
    let mut stream = BufReader::new(server.connect());
    let mut run = |count: usize| {
        for _ in 0..count {
            stream.get_mut().write_all(request.as_bytes()).unwrap();
            assert_eq!(next_answer(&mut stream).unwrap().0, 200);
        }
    };
    run(2_000);
    let before = server.memory();
    run(actions);
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 1024, "{grown} KiB more after {actions} actions");
}
