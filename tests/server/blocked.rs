//! A server whose threads are all blocked stays reachable, and exits on a signal.

use serde_json::json;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};
use test_support::{Server, message};

fn start(options: &[&str]) -> Server {
    Server::start(env!("CARGO_BIN_EXE_fixture"), options, &[])
}

/// Blocks a thread of the server, and returns the status.
fn block(server: &Server, seconds: f64) -> u16 {
    server.post("/actions/block", block_message(seconds)).status
}

/// Blocks each thread of the server for longer than any test takes.
fn block_all(server: &Server, threads: usize) -> Vec<TcpStream> {
    let message = block_message(600.0);
    let streams =
        (0..threads).map(|_| server.send("POST", "/actions/block", "", message.as_bytes())).collect();
    server.wait_for_log("all threads are blocked");
    streams
}

fn block_message(seconds: f64) -> String {
    message::action("block", json!({"seconds": seconds})).to_string()
}

fn assert_stays_reachable(options: &[&str]) {
    let server = start(options);
    thread::scope(|scope| {
        let blocked: Vec<_> = (0..2).map(|_| scope.spawn(|| block(&server, 6.0))).collect();
        thread::sleep(Duration::from_secs(2));
        for _ in 0..20 {
            let start = Instant::now();
            assert_eq!(server.get("/api/v1/status").status, 200);
            assert!(start.elapsed() < Duration::from_secs(1));
        }
        assert_eq!(block(&server, 0.0), 503);
        let statuses: Vec<_> = blocked.into_iter().map(|thread| thread.join().unwrap()).collect();
        // A request that arrives when all threads are blocked gets 503.
        assert!(
            statuses.contains(&200) && statuses.iter().all(|status| [200, 503].contains(status)),
            "{statuses:?}"
        );
    });
    // The server recovers.
    let start = Instant::now();
    while block(&server, 0.0) != 200 {
        assert!(start.elapsed() < Duration::from_secs(5));
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
#[ignore = "slow: 12 s"]
fn status_responds_with_one_blocked_thread() {
    assert_stays_reachable(&["--threads_per_worker", "1"]);
}

#[test]
fn status_responds_with_two_blocked_threads() {
    assert_stays_reachable(&["--threads_per_worker", "2"]);
}

#[test]
#[ignore = "slow: 8 s"]
fn a_blocked_server_exits_with_1_after_the_grace_period() {
    for threads in [1, 2] {
        let mut server = start(&["--threads_per_worker", &threads.to_string(), "--graceful_timeout", "1"]);
        let _blocked = block_all(&server, threads);
        let start = Instant::now();
        server.terminate();
        assert_eq!(server.wait_for_exit().code(), Some(1), "{threads} threads");
        assert!(start.elapsed() >= Duration::from_secs(1));
    }
}

#[test]
fn a_second_signal_aborts_a_blocked_server() {
    for threads in [1, 2] {
        let mut server = start(&["--threads_per_worker", &threads.to_string(), "--graceful_timeout", "600"]);
        let _blocked = block_all(&server, threads);
        server.terminate();
        // Two signals that arrive together count as one.
        thread::sleep(Duration::from_millis(500));
        server.terminate();
        assert_eq!(server.wait_for_exit().code(), Some(1), "{threads} threads");
    }
}
