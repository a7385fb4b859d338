//! Many callers at once, or callers that do as little as they can: what they cost the server has a bound.

use crate::row::next_status;
use crate::server::Server;
use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

const MIB: usize = 1 << 20;

/// A message that starts an action, with as many bytes of padding.
fn message(action: &str, input: &str, padding: usize) -> String {
    let body = format!(
        r#"{{"version":"v1","type":"action_start","body":{{"action":"{action}","input":{input}}},"padding":"{}"}}"#,
        "x".repeat(padding)
    );
    let head = format!("POST /actions/{action} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())
}

fn status(stream: TcpStream) -> Option<u16> {
    next_status(&mut BufReader::new(stream))
}

/// Waits until it is so.
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(60), "not yet: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn bodies_in_flight_take_no_more_memory_than_they_may() {
    let server = Server::start(&["--max-running", "1", "--max-body-memory", "33554432"], &[]);
    let large = message("wait", r#"{"seconds":0.1}"#, 15 * MIB);
    let send = || {
        let mut stream = server.connect();
        // Whoever is refused may be cut off before it has sent all.
        let _ = stream.write_all(large.as_bytes());
        status(stream)
    };
    // Twice, since an allocator may keep what the first ones had.
    for _ in 0..2 {
        let statuses: Vec<_> = thread::scope(|scope| {
            let callers: Vec<_> = (0..30).map(|_| scope.spawn(send)).collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).collect()
        });
        assert!(statuses.iter().all(|status| matches!(status, Some(200 | 503))), "{statuses:?}");
        assert!(statuses.contains(&Some(200)), "{statuses:?}");
    }
    let most = server.memory("VmHWM:");
    assert!(most < 200, "{most} MiB");
}

#[test]
fn large_messages_that_do_not_end_keep_neither_small_ones_nor_each_other_for_ever() {
    let options = ["--max-body-memory", "16777216", "--read-timeout", "2"];
    let server = Server::start(&options, &[]);
    let large = message("wait", r#"{"seconds":0}"#, 15 * MIB);
    let unfinished: Vec<_> = (0..4)
        .map(|_| {
            let mut stream = server.connect();
            // The others wait for memory, and do not read all of it.
            stream.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
            let _ = stream.write_all(&large.as_bytes()[..10 * MIB]);
            stream
        })
        .collect();
    let start = Instant::now();
    assert!(server.exchange(&message("wait", r#"{"seconds":0}"#, 1000)).starts_with("HTTP/1.1 200 "));
    assert!(start.elapsed() < Duration::from_secs(1));
    let statuses: Vec<_> = unfinished.into_iter().map(status).collect();
    assert!(statuses.iter().all(|status| matches!(status, Some(408 | 503) | None)), "{statuses:?}");
    assert!(server.exchange(&large).starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_caller_that_reads_nothing_is_dropped() {
    let options = ["--max-body-memory", "16777216", "--write-timeout", "2"];
    // So that the allocator gives back what is freed.
    let server = Server::start(&options, &[("MALLOC_MMAP_THRESHOLD_", "131072")]);
    // More than the operating system takes from us.
    let length = 15 * MIB;
    let large = message("fill", &format!(r#"{{"length":{length}}}"#), 0);
    let silent: Vec<_> = (0..8)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(large.as_bytes()).unwrap();
            stream
        })
        .collect();
    wait_until("steps have run", || server.memory("VmHWM:") > 24);
    wait_until("none runs", || server.get("/metrics").contains("plugin_running 0\n"));
    wait_until("the memory is free", || server.memory("VmRSS:") < 30);
    let most = server.memory("VmHWM:");
    assert!(most < 150, "{most} MiB");
    for mut stream in silent {
        let mut answer = Vec::new();
        // The part that was on its way, if it is not taken back.
        let end = stream.read_to_end(&mut answer);
        assert!(end.is_err() || answer.len() < length, "{}", answer.len());
    }
    assert!(server.exchange(&large).len() > length);
}

#[test]
fn connections_beyond_their_bound_wait_for_a_place() {
    let server = Server::start(&["--max-connections", "2"], &[]);
    let mut idle = vec![server.connect(), server.connect()];
    let mut third = server.connect();
    third.write_all(b"GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    third.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    assert!(third.read(&mut [0]).is_err());
    idle.pop();
    third.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    assert_eq!(status(third), Some(200));
}

#[test]
fn a_caller_that_leaves_while_it_waits_gives_up_its_place() {
    let server = Server::start(&["--max-running", "1"], &[]);
    let send = |seconds: f64| {
        let mut stream = server.connect();
        stream.write_all(message("wait", &format!(r#"{{"seconds":{seconds}}}"#), 0).as_bytes()).unwrap();
        stream
    };
    let active = |number: usize| {
        wait_until("as many wait", || server.get("/metrics").contains(&format!("plugin_running {number}\n")));
    };
    let first = send(3.0);
    active(1);
    let leaves = send(0.0);
    active(2);
    // There is no place for a third.
    assert_eq!(status(send(0.0)), Some(503));
    drop(leaves);
    active(1);
    let waits = send(0.0);
    active(2);
    assert_eq!((status(first), status(waits)), (Some(200), Some(200)));
    // That of the caller that left has not run.
    assert!(server.get("/metrics").contains("step=\"wait\",status=\"200\"} 2\n"));
}

#[test]
fn a_step_goes_on_when_its_caller_leaves() {
    let server = Server::start(&[], &[]);
    let mut stream = server.connect();
    stream.write_all(message("wait", r#"{"seconds":1}"#, 0).as_bytes()).unwrap();
    wait_until("it runs", || server.get("/metrics").contains("plugin_running 1\n"));
    drop(stream);
    wait_until("it has ended", || server.get("/metrics").contains("step=\"wait\",status=\"200\"} 1\n"));
}
