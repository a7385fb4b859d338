//! The server as those see it who run it: its bounds, its end, who may tell it what to do.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod common;

use common::{Server, answer, message, next_answer};
use serde_json::{Value, json};
use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Sends a request without a body, with headers as they are written.
fn ask(server: &Server, method: &str, path: &str, headers: &str) -> (u16, Value) {
    let mut stream = server.connect();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n{headers}\r\n"
    )
    .unwrap();
    answer(stream)
}

#[test]
fn what_is_at_work_is_finished_before_the_end() {
    let mut server = Server::start(&[]);
    let address = server.address.clone();
    let (ready, waits) = std::sync::mpsc::channel();
    let callers: Vec<_> = (0..32)
        .map(|_| {
            let (address, ready) = (address.clone(), ready.clone());
            std::thread::spawn(move || {
                let mut stream = TcpStream::connect(address).unwrap();
                let body = message("fail", json!({"kind": "sleep", "seconds": 1})).to_string();
                write!(stream, "POST /actions/fail HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
                    .unwrap();
                ready.send(()).unwrap();
                answer(stream).0
            })
        })
        .collect();
    (0..32).for_each(|_| waits.recv().unwrap());
    // Until the server has read what was sent.
    while ask(&server, "GET", "/api/v1/admin/status", "").1["active_work"] != 32 {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(Command::new("kill").arg(server.process.id().to_string()).status().unwrap().success());
    let statuses: Vec<_> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
    assert_eq!(statuses, [200; 32]);
    assert!(server.process.wait().unwrap().success());
}

/// What became of the requests of many callers, each of whom asks as fast as it can until nobody listens any more.
#[derive(Debug, Default)]
struct Fates {
    done: AtomicUsize,
    refused: AtomicUsize,
    /// Those whose connection ended without an answer.
    dropped: AtomicUsize,
    connected: AtomicUsize,
}

fn ask_until_the_end(address: &str, keep: bool, fates: &Fates) {
    let body = message("echo", json!({"text": "hi"})).to_string();
    let (length, more) = (body.len(), if keep { "" } else { "Connection: close\r\n" });
    let request = format!(
        "POST /actions/echo HTTP/1.1\r\nHost: localhost\r\n{more}Content-Length: {length}\r\n\r\n{body}"
    );
    while let Ok(stream) = TcpStream::connect(address) {
        fates.connected.fetch_add(1, Ordering::SeqCst);
        let mut stream = BufReader::new(stream);
        loop {
            let sent = stream.get_mut().write_all(request.as_bytes());
            let (fate, last) = match sent.and_then(|()| next_answer(&mut stream)) {
                Ok((200, last)) => (&fates.done, last),
                Ok((503, last)) => (&fates.refused, last),
                Ok((status, _)) => panic!("{status}"),
                Err(_) => (&fates.dropped, true),
            };
            fate.fetch_add(1, Ordering::SeqCst);
            if last {
                break;
            }
        }
        if keep {
            return;
        }
    }
}

fn load_to_the_end(keep: bool) -> Fates {
    let (mut server, fates) = (Server::start(&[]), Fates::default());
    std::thread::scope(|scope| {
        (0..32).for_each(|_| drop(scope.spawn(|| ask_until_the_end(&server.address, keep, &fates))));
        // Before the end comes, each of them is there.
        let is_busy =
            || fates.done.load(Ordering::SeqCst) >= 5_000 && fates.connected.load(Ordering::SeqCst) >= 32;
        while !is_busy() {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(Command::new("kill").arg(server.process.id().to_string()).status().unwrap().success());
    });
    assert!(server.process.wait().unwrap().success());
    println!("{fates:?}");
    fates
}

#[test]
fn under_load_no_request_is_dropped_at_the_end() {
    let fates = load_to_the_end(true);
    assert_eq!(fates.dropped.into_inner(), 0);
    // Each of the callers is told that there is no more.
    assert!(fates.refused.into_inner() >= 32);
    // One that connects at the very moment in which the listener is closed is cut off by the operating system.
    assert!(load_to_the_end(false).dropped.into_inner() <= 2);
}

#[test]
fn what_takes_longer_than_the_grace_period_is_answered_with_503() {
    let mut server = Server::start(&["--graceful_timeout", "0.5", "--max-running", "1"]);
    let body = message("fail", json!({"kind": "sleep", "seconds": 60})).to_string();
    // One step that runs, and one that waits for its turn.
    let streams = [(); 2].map(|()| {
        let mut stream = server.connect();
        write!(
            stream,
            "POST /actions/fail HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        stream
    });
    while ask(&server, "GET", "/api/v1/admin/status", "").1["active_work"] != 2 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let start = Instant::now();
    assert!(Command::new("kill").arg(server.process.id().to_string()).status().unwrap().success());
    for stream in streams {
        let (status, body) = answer(stream);
        assert_eq!(status, 503);
        assert!(body["error"].as_str().unwrap().contains("--graceful_timeout"), "{body}");
    }
    assert_eq!(server.process.wait().unwrap().code(), Some(1));
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn beyond_its_bound_a_server_says_so_and_still_tells_that_it_is_there() {
    let server = Server::start(&["--max-running", "2"]);
    std::thread::scope(|scope| {
        let slow = || server.action("fail", json!({"kind": "sleep", "seconds": 1})).0;
        let callers: Vec<_> = (0..8).map(|_| scope.spawn(slow)).collect();
        assert_eq!(ask(&server, "GET", "/api/v1/status", "").0, 200);
        let mut statuses: Vec<_> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
        statuses.sort_unstable();
        // Two work, two wait, the rest is told to come again.
        assert_eq!(statuses, [200, 200, 200, 200, 503, 503, 503, 503]);
    });
    server.is_well();
}

#[test]
fn with_a_token_only_those_who_know_it_are_heard() {
    let server = Server::start_with(&[], &[("PLUGIN_HTTP_TOKEN", "t0ken")]);
    assert_eq!(ask(&server, "GET", "/api/v1/status", "").0, 200);
    for (headers, status) in [
        ("", 401),
        ("Authorization: Bearer wrong\r\n", 401),
        ("Authorization: Bearer t0ke\r\n", 401),
        ("Authorization: Basic t0ken\r\n", 401),
        ("Authorization: Bearer t0ken\r\n", 200),
        ("authorization: bearer t0ken\r\n", 200),
        ("Authorization: Bearer \r\n", 401),
    ] {
        assert_eq!(ask(&server, "GET", "/api/v1/actions", headers).0, status, "{headers}");
    }
}

#[test]
fn wrong_tokens_are_logged_once_a_second_at_most() {
    let server = Server::start_with(&[], &[("PLUGIN_HTTP_TOKEN", "t0ken")]);
    let start = Instant::now();
    let lines = || server.log.lock().unwrap().matches("token is missing or wrong").count();
    for _ in 0..300 {
        assert_eq!(ask(&server, "GET", "/api/v1/actions", "Authorization: Bearer wrong\r\n").0, 401);
    }
    assert!((1..=1 + start.elapsed().as_secs() as usize).contains(&lines()), "{}", lines());
    std::thread::sleep(Duration::from_secs(1));
    ask(&server, "GET", "/api/v1/actions", "");
    let told = |text: &str| server.log.lock().unwrap().contains(text);
    while !told(" more since the last such line)") {
        assert!(start.elapsed() < Duration::from_secs(30), "what was left out is not told");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_token_is_not_in_the_environment_of_the_server() {
    let server =
        Server::start_with(&["--max-running", "3"], &[("PLUGIN_HTTP_TOKEN", "t0ken"), ("OTHER", "kept")]);
    let of_process = |file| std::fs::read(format!("/proc/{}/{file}", server.process.id())).unwrap();
    let environment = String::from_utf8_lossy(&of_process("environ")).into_owned();
    assert!(environment.contains("OTHER=kept") && !environment.contains("t0ken"), "{environment}");
    assert!(of_process("cmdline").ends_with(b"\0--max-running\x003\0"));
    assert_eq!(ask(&server, "GET", "/api/v1/actions", "").0, 401);
    assert_eq!(ask(&server, "GET", "/api/v1/actions", "Authorization: Bearer t0ken\r\n").0, 200);
}

#[test]
fn a_token_that_is_none_lets_nobody_in() {
    let long = "x".repeat(5000);
    for (token, told) in [
        ("", "is empty"),
        ("two words", "no spaces"),
        ("line\nbreak", "no spaces"),
        (&long, "longer than 4096"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wiretest"));
        let output =
            command.args(["http", "--host", "999.0.0.1"]).env("PLUGIN_HTTP_TOKEN", token).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && error.contains(told), "{error}");
    }
}

#[test]
fn where_it_cannot_listen_it_says_so() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output =
        Command::new(env!("CARGO_BIN_EXE_wiretest")).args(["http", "--port", &port]).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && error.contains("See --host and --port."), "{error}");
}

#[test]
fn an_answer_has_the_id_of_its_request_or_a_new_one() {
    let server = Server::start(&[]);
    let body = message("noinput", json!({})).to_string();
    let id = |headers: &str, body: &str| {
        let text = server.exchange("POST", "/actions/noinput", headers, body);
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        head.lines().find_map(|line| line.strip_prefix("x-request-id: ").map(str::to_owned)).unwrap()
    };
    assert_eq!(id("X-Request-ID: my own\r\n", &body), "my own");
    assert_eq!(id("X-Request-ID: my own\r\n", "no message"), "my own");
    let (one, other) = (id("", &body), id("", &body));
    assert!(one.len() == 32 && other.len() == 32 && one != other, "{one} {other}");
}

#[test]
fn a_second_signal_ends_the_process_at_once() {
    let mut server = Server::start(&[]);
    let mut stream = server.connect();
    let body = message("fail", json!({"kind": "sleep", "seconds": 60})).to_string();
    write!(
        stream,
        "POST /actions/fail HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    while ask(&server, "GET", "/api/v1/admin/status", "").1["active_work"] != 1 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let start = Instant::now();
    let told = |text: &str| server.log.lock().unwrap().contains(text);
    for text in ["ending: 1 at work", "second signal: aborting 1 running steps"] {
        // Two signals that come together are one.
        std::thread::sleep(Duration::from_millis(20));
        assert!(Command::new("kill").arg(server.process.id().to_string()).status().unwrap().success());
        while !told(text) {
            assert!(start.elapsed() < Duration::from_secs(20), "{text:?} is not in the log");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
    assert_eq!(server.process.wait().unwrap().code(), Some(1));
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn what_was_done_is_counted() {
    let server = Server::start(&[]);
    server.is_well();
    server.is_well();
    server.action("fail", json!({"kind": "custom"}));
    server.action("nothing of ours", json!({}));
    let text = server.exchange("GET", "/metrics", "", "");
    for line in [
        "plugin_steps_total{kind=\"action\",step=\"echo\",status=\"200\"} 2",
        "plugin_steps_total{kind=\"action\",step=\"fail\",status=\"400\"} 1",
        "plugin_steps_total{kind=\"task\",step=\"monitor\",status=\"200\"} 0",
        "plugin_step_seconds_count{kind=\"action\",step=\"echo\"} 2",
        "plugin_running 0",
        "plugin_connections 1",
        "plugin_refused_total 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is missing in {text}");
    }
    assert!(!text.contains("nothing of ours"), "{text}");
}

#[test]
fn in_the_cloud_each_line_is_an_object_that_names_its_request() {
    let server = Server::start_with(&[], &[("PLUGIN_RUNTIME_ENVIRONMENT", "cloud")]);
    let headers = "X-Request-ID: r-1\r\nX-IPIMS-ORGID: o-1\r\nX-INTEGRATION-ID: i-1\r\n";
    let body = message("fail", json!({"kind": "custom"})).to_string();
    server.exchange("POST", "/api/v1/actions/fail", headers, &body);
    let lines: Vec<Value> = loop {
        let log = server.log.lock().unwrap().clone();
        if log.contains("The cause.") {
            break log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let last = lines.last().unwrap();
    assert_eq!(last["level"], "error");
    for (key, value) in [
        ("request_path", "/api/v1/actions/fail"),
        ("request_id", "r-1"),
        ("org_id", "o-1"),
        ("int_id", "i-1"),
    ] {
        assert_eq!(last[key], value, "{last}");
    }
}

#[test]
fn without_its_configuration_a_server_says_where_it_looked_and_serves() {
    let environment = [("PLUGIN_RUNTIME_ENVIRONMENT", "cloud"), ("CPS_ENDPOINT", "nonsense")];
    let server = Server::start_with(&[], &environment);
    server.is_well();
    let log = server.log.lock().unwrap().clone();
    assert!(log.contains("CPS_ENDPOINT has given no configuration"), "{log}");
}

#[test]
fn what_is_described_is_there_and_the_other_way_round() {
    let described =
        |server: &Server| ask(server, "GET", "/api/v1/api", "").1["paths"].as_object().unwrap().clone();
    let server = Server::start(&[]);
    let paths = described(&server);
    for (path, operations) in &paths {
        let name = if path.contains("tasks") {
            "monitor"
        } else if path.contains("triggers") {
            "tick"
        } else {
            "echo"
        };
        let address = path.replace("{name}", name).replace("{connection_test_type}", "test");
        for method in ["get", "post"] {
            let (status, _) = ask(&server, &method.to_uppercase(), &address, "");
            let is_there = !matches!(status, 404 | 405);
            assert_eq!(is_there, operations.get(method).is_some(), "{method} {path}: {status}");
        }
    }
    let cloud = Server::start_with(&[], &[("PLUGIN_RUNTIME_ENVIRONMENT", "cloud")]);
    let in_cloud = described(&cloud);
    for (path, there) in [("/metrics", true), ("/actions/{name}", true), ("/api/v1/admin/shutdown", false)] {
        assert!(paths.contains_key(path) && in_cloud.contains_key(path) == there, "{path}");
    }
}
