//! Many callers at once, and callers that send or read slowly: memory and connections stay within their limits.

use crate::row::next_status;
use crate::start;
use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};
use test_support::wait_until;

const MIB: usize = 1 << 20;

/// A message that starts an action, with padding.
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

#[test]
#[ignore = "slow: 49 s"]
fn bodies_in_flight_are_limited_in_memory() {
    let server = start(&["--max-running", "1", "--max-body-memory", "33554432"], &[]);
    let large = message("wait", r#"{"seconds":0.1}"#, 15 * MIB);
    let send = || {
        let mut stream = server.connect();
        // A rejected caller may be cut off before it has sent everything.
        let _ = stream.write_all(large.as_bytes());
        status(stream)
    };
    // Twice, since an allocator may keep the memory of the first round.
    for _ in 0..2 {
        let statuses: Vec<_> = thread::scope(|scope| {
            let callers: Vec<_> = (0..30).map(|_| scope.spawn(send)).collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).collect()
        });
        assert!(statuses.iter().all(|status| matches!(status, Some(200 | 503))), "{statuses:?}");
        assert!(statuses.contains(&Some(200)), "{statuses:?}");
    }
    let peak = server.peak_memory_kib() / 1024;
    assert!(peak < 200, "{peak} MiB");
}

#[test]
fn incomplete_large_messages_do_not_block_others() {
    let options = ["--max-body-memory", "16777216", "--read-timeout", "2"];
    let server = start(&options, &[]);
    let large = message("wait", r#"{"seconds":0}"#, 15 * MIB);
    let unfinished: Vec<_> = (0..4)
        .map(|_| {
            let mut stream = server.connect();
            // The server reads only a part, since the message waits for memory.
            stream.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
            let _ = stream.write_all(&large.as_bytes()[..10 * MIB]);
            stream
        })
        .collect();
    let start = Instant::now();
    assert!(server.exchange(&message("wait", r#"{"seconds":0}"#, 1000)).status == 200);
    assert!(start.elapsed() < Duration::from_secs(1));
    let statuses: Vec<_> = unfinished.into_iter().map(status).collect();
    assert!(statuses.iter().all(|status| matches!(status, Some(408 | 503) | None)), "{statuses:?}");
    assert!(server.exchange(&large).status == 200);
}

#[test]
#[ignore = "slow: 12 s"]
fn a_caller_that_does_not_read_is_dropped() {
    let options = ["--max-body-memory", "16777216", "--write-timeout", "2"];
    // Makes the allocator return freed memory.
    let server = start(&options, &[("MALLOC_MMAP_THRESHOLD_", "131072")]);
    // More than the operating system buffers.
    let length = 15 * MIB;
    let large = message("fill", &format!(r#"{{"length":{length}}}"#), 0);
    let unread: Vec<_> = (0..8)
        .map(|_| {
            let mut stream = server.connect_with_receive_buffer(64 << 10);
            stream.write_all(large.as_bytes()).unwrap();
            stream
        })
        .collect();
    wait_until("steps ran", || server.peak_memory_kib() / 1024 > 24);
    wait_until("no step runs", || server.get("/metrics").body.contains("plugin_running 0\n"));
    wait_until("the memory is free", || server.memory_kib() / 1024 < 30);
    // The last step has ended, but the server may still write its response. Twice the write timeout is enough to drop it.
    thread::sleep(Duration::from_secs(4));
    let peak = server.peak_memory_kib() / 1024;
    assert!(peak < 150, "{peak} MiB");
    for mut stream in unread {
        let mut response = Vec::new();
        // A part of the response may have been sent.
        let end = stream.read_to_end(&mut response);
        assert!(end.is_err() || response.len() < length, "{}", response.len());
    }
    assert!(server.exchange(&large).body.len() > length);
}

#[test]
fn connections_beyond_the_limit_wait() {
    let server = start(&["--max-connections", "2"], &[]);
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
fn a_burst_of_connections_waits_to_be_accepted() {
    let server = start(&["--max-connections", "1"], &[]);
    let _only = server.connect();
    // Longer than the backlog that Linux gives by default. A handshake that does not fit is repeated after a second.
    let burst: Result<Vec<_>, _> =
        (0..300).map(|_| server.connect_within(Duration::from_millis(500))).collect();
    assert!(burst.is_ok(), "{burst:?}");
}

#[test]
fn a_waiting_caller_that_disconnects_frees_its_permit() {
    let server = start(&["--max-running", "1"], &[]);
    let send = |seconds: f64| {
        let mut stream = server.connect();
        stream.write_all(message("wait", &format!(r#"{{"seconds":{seconds}}}"#), 0).as_bytes()).unwrap();
        stream
    };
    let active = |number: usize| {
        wait_until("this many steps run or wait", || {
            server.get("/metrics").body.contains(&format!("plugin_running {number}\n"))
        });
    };
    let first = send(3.0);
    active(1);
    let waiting = send(0.0);
    active(2);
    // There is no permit for a third.
    assert_eq!(status(send(0.0)), Some(503));
    drop(waiting);
    active(1);
    let next = send(0.0);
    active(2);
    assert_eq!((status(first), status(next)), (Some(200), Some(200)));
    // The step of the caller that disconnected did not run.
    assert!(server.get("/metrics").body.contains("step=\"wait\",status=\"200\"} 2\n"));
}

#[test]
fn an_invalid_message_gets_400_when_no_permit_is_free() {
    let server = start(&["--max-running", "1"], &[]);
    let send = |message: String| {
        let mut stream = server.connect();
        stream.write_all(message.as_bytes()).unwrap();
        stream
    };
    let _active: Vec<_> = (0..2).map(|_| send(message("wait", r#"{"seconds":60}"#, 0))).collect();
    wait_until("one step runs and one waits", || server.get("/metrics").body.contains("plugin_running 2\n"));
    let invalid = message("wait", "{}", 0).replace("wait\",", "other\",");
    assert_eq!(status(send(invalid)), Some(400));
    assert_eq!(status(send(message("wait", "{}", 0))), Some(503));
}

#[test]
fn a_step_continues_when_its_caller_disconnects() {
    let server = start(&[], &[]);
    let mut stream = server.connect();
    stream.write_all(message("wait", r#"{"seconds":1}"#, 0).as_bytes()).unwrap();
    wait_until("the step runs", || server.get("/metrics").body.contains("plugin_running 1\n"));
    drop(stream);
    wait_until("the step ended", || {
        server.get("/metrics").body.contains("step=\"wait\",status=\"200\"} 1\n")
    });
}
