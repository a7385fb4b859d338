//! A supervised server survives steps that end their process.

use serde_json::json;
use std::io::Read;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;
use test_support::http::parse_response;
use test_support::{Server, message, send_signal, wait_until};

fn start(environment: &[(&str, &str)]) -> Server {
    Server::start(env!("CARGO_BIN_EXE_fragile"), &["--supervise"], environment)
}

/// Runs the action `end`, and returns the response as text; it is empty if the connection ends without one.
fn end(server: &Server, ending: &str, headers: &str) -> String {
    let message = message::action("end", json!({"ending": ending})).to_string();
    let mut stream = server.send("POST", "/actions/end", headers, message.as_bytes());
    let mut text = String::new();
    // A worker that exits resets the connection.
    let _ = stream.read_to_string(&mut text);
    text
}

/// The ID of the worker process.
fn worker(server: &Server) -> u32 {
    let body = parse_response(&end(server, "return", "")).json();
    body["body"]["output"]["process"].as_u64().unwrap().try_into().unwrap()
}

fn wait_until_closed(address: &str) {
    wait_until("nothing listens", || TcpStream::connect(address).is_err());
}

#[test]
fn a_step_that_ends_its_process_does_not_end_the_server() {
    let server = start(&[]);
    let mut process = worker(&server);
    for ending in ["abort", "overflow", "exit"] {
        assert_eq!(end(&server, ending, ""), "", "{ending}");
        // Requests wait for the next worker.
        let next = worker(&server);
        assert_ne!(next, process, "{ending}");
        process = next;
    }
    // As the operating system does when memory runs out.
    send_signal("KILL", process);
    assert_ne!(worker(&server), process);
    let log = server.log();
    for text in ["SIGABRT", "exit status: 0", "SIGKILL"] {
        assert!(log.contains(text), "{text} is not in {log}");
    }
}

#[test]
fn restarts_of_a_worker_back_off() {
    let server = start(&[]);
    (0..4).for_each(|_| assert_eq!(end(&server, "exit", ""), ""));
    worker(&server);
    let log = server.log();
    for seconds in ["0.1", "0.2", "0.4", "0.8"] {
        assert!(log.contains(&format!("another one starts in {seconds} seconds")), "{log}");
    }
}

#[test]
fn sigterm_drains_whichever_process_receives_it() {
    // A service manager may signal the parent, or both, or each of them more than once.
    for receivers in [&["parent"][..], &["parent", "worker"], &["worker", "parent", "parent", "worker"]] {
        assert_drains_after(receivers);
    }
}

fn assert_drains_after(receivers: &[&str]) {
    let mut server = start(&[]);
    let process = worker(&server);
    thread::scope(|scope| {
        let slow = scope.spawn(|| end(&server, "slow", ""));
        wait_until("the step runs", || server.log().matches("Step name: end").count() >= 2);
        let id = |name: &str| if name == "parent" { server.id() } else { process };
        let ids: Vec<_> = receivers.iter().map(|name| id(name).to_string()).collect();
        // In one command, so that they arrive together.
        let status = std::process::Command::new("kill").arg("-TERM").args(&ids).status().unwrap();
        assert!(status.success());
        assert!(slow.join().unwrap().starts_with("HTTP/1.1 200"));
    });
    assert!(server.wait_for_exit().success());
    wait_until_closed(server.address());
}

#[test]
fn a_second_signal_aborts_parent_and_worker() {
    let mut server = start(&[]);
    worker(&server);
    thread::scope(|scope| {
        let slow = scope.spawn(|| end(&server, "slow", ""));
        for text in
            ["Step name: end\nacme/Fragile:0.1.0. Step name: end", "shutting down: 1 steps run or wait"]
        {
            server.wait_for_log(text);
            // Two signals that arrive together count as one.
            thread::sleep(Duration::from_millis(20));
            server.terminate();
        }
        assert_eq!(slow.join().unwrap(), "");
    });
    assert_eq!(server.wait_for_exit().code(), Some(1));
    wait_until_closed(server.address());
}

#[test]
fn a_worker_exits_with_its_parent() {
    let mut server = start(&[]);
    worker(&server);
    server.kill();
    wait_until_closed(server.address());
}

#[test]
fn each_worker_gets_the_token() {
    let server = start(&[("PLUGIN_HTTP_TOKEN", "t0ken")]);
    let token = "Authorization: Bearer t0ken\r\n";
    for _ in 0..2 {
        assert!(end(&server, "return", "").starts_with("HTTP/1.1 401"));
        assert!(end(&server, "return", token).starts_with("HTTP/1.1 200"));
        assert_eq!(end(&server, "abort", token), "");
    }
    let environment = std::fs::read(format!("/proc/{}/environ", server.id())).unwrap_or_default();
    assert!(!environment.windows(5).any(|window| window == b"t0ken"));
}
