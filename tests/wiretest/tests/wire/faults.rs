//! Faults of callers and of steps: each gets a clear response, and no other request suffers.

use super::support::{WIRETEST, assert_ready, message, run_action, start};
use serde_json::json;
use std::io::{BufReader, Read, Write};
use std::time::{Duration, Instant};
use test_support::Server;
use test_support::http::{read_last_response, read_response};

#[test]
fn a_panic_is_reported_as_an_error() {
    let server = start(&[]);
    let (status, body) = run_action(&server, "fail", json!({"kind": "value_error"})).status_and_json();
    assert_eq!((status, &body["body"]["error"]), (500, &json!("The step panicked: boom")));
    assert_ready(&server);
}

#[test]
fn a_step_over_its_deadline_is_stopped() {
    let server = start(&["--step-timeout", "0.5"]);
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| run_action(&server, "fail", json!({"kind": "sleep", "seconds": 60})));
        assert_ready(&server);
        let (status, body) = slow.join().unwrap().status_and_json();
        let message =
            "The step was stopped because it took longer than 0.5 seconds. Raise it with --step-timeout.";
        assert_eq!((status, &body["body"]["error"]), (500, &json!(message)));
    });
}

#[test]
fn a_too_long_body_is_rejected_without_buffering() {
    let server = start(&[]);
    assert_ready(&server);
    let before = server.peak_memory_kib();
    let (status, body) = server.post("/api/v1/actions/echo", vec![b' '; 100 << 20]).status_and_json();
    assert_eq!(
        (status, &body["error"]),
        (413, &json!("The message is longer than 16777216 bytes. See --max-body."))
    );
    assert_ready(&server);
    let grown = server.peak_memory_kib() - before;
    assert!(grown < 40 << 10, "{grown} KiB more");
}

#[test]
fn malformed_messages_are_rejected_with_a_reason() {
    let server = start(&[]);
    let nested =
        format!("{{\"body\":{{\"meta\":{}{}}}}}", "{\"a\":".repeat(3000), "1".to_owned() + &"}".repeat(3000));
    for (body, error) in [
        ("{\"version\": ", "The message is not JSON: EOF while parsing a value at line 1 column 12."),
        ("", "The message is empty. The command `sample` prints an example message."),
        (
            "[]",
            "The message is not an envelope: expected an object, found an array. The command `sample` prints an example message.",
        ),
        (
            "{\"body\": null}",
            "The message is not an envelope: the required field \"body\" is missing. The command `sample` prints an example message.",
        ),
        (&nested, "The message is nested deeper than 256 levels."),
        ("{\"body\":{\"action\":\"echo\",\"action\":\"echo\"}}", "The message has a key twice."),
        ("{\"body\":{\"input\":NaN}}", "The message is not JSON: expected value at line 1 column 18."),
    ] {
        let (status, reply) = server.post("/api/v1/actions/echo", body).status_and_json();
        assert_eq!((status, &reply["error"]), (400, &json!(error)), "{body:.60}");
    }
    assert_ready(&server);
}

#[test]
fn a_slow_request_times_out() {
    let server = start(&["--read-timeout", "1"]);
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
        assert_ready(&server);
        std::thread::sleep(Duration::from_millis(200));
    }
    let (status, reply) = read_last_response(body).status_and_json();
    assert_eq!((status, &reply["error"]), (408, &json!("The message did not arrive within 1 seconds.")));
    // A request with an incomplete head gets no response.
    let mut rest = Vec::new();
    let _ = head.read_to_end(&mut rest);
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_ready(&server);
}

#[test]
fn an_unread_log_does_not_block_steps() {
    let server = Server::start_with_unread_log(WIRETEST);
    // Each writes two lines of some 50 bytes: far more than fits into a pipe.
    (0..2000).for_each(|_| assert_ready(&server));
}

#[test]
fn memory_stays_constant_over_many_actions() {
    let actions = std::env::var("SOAK_ACTIONS").map_or(20_000, |count| count.parse().unwrap());
    let server = start(&[]);
    let text = message("echo", json!({"text": "hi"})).to_string();
    let request = format!(
        "POST /actions/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{text}",
        text.len()
    );
    let mut stream = BufReader::new(server.connect());
    let mut run = |count: usize| {
        for _ in 0..count {
            stream.get_mut().write_all(request.as_bytes()).unwrap();
            assert_eq!(read_response(&mut stream).unwrap().status, 200);
        }
    };
    run(2_000);
    let before = server.memory_kib();
    run(actions);
    let grown = server.memory_kib().saturating_sub(before);
    assert!(grown < 1024, "{grown} KiB more after {actions} actions");
}
