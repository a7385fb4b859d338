//! Draining: on SIGTERM running steps finish, and a second signal aborts them.

use super::support::{active_work, message, start};
use serde_json::json;
use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use test_support::http::{read_last_response, read_response};
use test_support::{Server, wait_until};

/// Starts steps that sleep, and returns their connections once all of them run or wait.
fn start_sleeping_steps(server: &Server, count: usize, seconds: u64) -> Vec<TcpStream> {
    let message = message("fail", json!({"kind": "sleep", "seconds": seconds})).to_string();
    let streams = (0..count).map(|_| server.send("POST", "/actions/fail", "", message.as_bytes())).collect();
    wait_until("the steps run", || active_work(server) == count);
    streams
}

#[test]
fn sigterm_drains_running_steps() {
    let mut server = start(&[]);
    let streams = start_sleeping_steps(&server, 32, 1);
    server.terminate();
    let statuses: Vec<_> = streams.into_iter().map(|stream| read_last_response(stream).status).collect();
    assert_eq!(statuses, [200; 32]);
    assert!(server.wait_for_exit().success());
}

/// Counts of what happened to the requests of many callers.
#[derive(Debug, Default)]
struct Outcomes {
    succeeded: AtomicUsize,
    rejected: AtomicUsize,
    /// Requests whose connection ended without a response.
    dropped: AtomicUsize,
    connected: AtomicUsize,
}

/// Sends one request after the other until the server closes its listener.
fn request_until_closed(address: &str, keep_alive: bool, outcomes: &Outcomes) {
    let body = message("echo", json!({"text": "hi"})).to_string();
    let (length, close) = (body.len(), if keep_alive { "" } else { "Connection: close\r\n" });
    let request = format!(
        "POST /actions/echo HTTP/1.1\r\nHost: localhost\r\n{close}Content-Length: {length}\r\n\r\n{body}"
    );
    while let Ok(stream) = TcpStream::connect(address) {
        outcomes.connected.fetch_add(1, Ordering::SeqCst);
        let mut stream = BufReader::new(stream);
        loop {
            let sent = stream.get_mut().write_all(request.as_bytes());
            let (outcome, is_last) = match sent.and_then(|()| read_response(&mut stream)) {
                Ok(response) if response.status == 200 => (&outcomes.succeeded, response.is_last()),
                Ok(response) if response.status == 503 => (&outcomes.rejected, response.is_last()),
                Ok(response) => panic!("{}", response.status),
                Err(_) => (&outcomes.dropped, true),
            };
            outcome.fetch_add(1, Ordering::SeqCst);
            if is_last {
                break;
            }
        }
        if keep_alive {
            return;
        }
    }
}

/// Terminates a server under the load of 32 callers.
fn terminate_under_load(keep_alive: bool) -> Outcomes {
    let (mut server, outcomes) = (start(&[]), Outcomes::default());
    std::thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| request_until_closed(server.address(), keep_alive, &outcomes));
        }
        wait_until("all callers send requests", || {
            outcomes.succeeded.load(Ordering::SeqCst) >= 5_000
                && outcomes.connected.load(Ordering::SeqCst) >= 32
        });
        server.terminate();
    });
    assert!(server.wait_for_exit().success());
    println!("{outcomes:?}");
    outcomes
}

#[test]
fn draining_under_load_drops_no_request() {
    let outcomes = terminate_under_load(true);
    assert_eq!(outcomes.dropped.into_inner(), 0);
    // Each caller gets the response that the server shuts down.
    assert!(outcomes.rejected.into_inner() >= 32);
    // The operating system resets a connection that opens just when the listener closes.
    assert!(terminate_under_load(false).dropped.into_inner() <= 2);
}

#[test]
fn steps_beyond_the_grace_period_get_503() {
    let mut server = start(&["--graceful_timeout", "0.5", "--max-running", "1"]);
    // One step runs, and one waits for its permit.
    let streams = start_sleeping_steps(&server, 2, 60);
    let start = Instant::now();
    server.terminate();
    for stream in streams {
        let (status, body) = read_last_response(stream).status_and_json();
        assert_eq!(status, 503);
        assert!(body["error"].as_str().unwrap().contains("--graceful_timeout"), "{body}");
    }
    server.wait_for_log("aborting 2 running steps");
    assert_eq!(server.wait_for_exit().code(), Some(1));
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_second_signal_aborts_running_steps() {
    let mut server = start(&[]);
    let _streams = start_sleeping_steps(&server, 1, 60);
    let start = Instant::now();
    for text in ["shutting down: 1 steps run or wait", "second signal: aborting 1 running steps"] {
        // Two signals that arrive together count as one.
        std::thread::sleep(Duration::from_millis(20));
        server.terminate();
        server.wait_for_log(text);
    }
    assert_eq!(server.wait_for_exit().code(), Some(1));
    assert!(start.elapsed() < Duration::from_secs(20));
}
