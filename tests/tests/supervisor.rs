//! A server under a parent survives steps that take their process with them.
#![cfg(unix)]
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

struct Server {
    process: Child,
    address: String,
    log: Arc<Mutex<String>>,
}

impl Server {
    fn start(environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fragile"));
        command.args(["http", "--supervise", "--port", "0"]).envs(environment.iter().copied());
        let mut process = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let line = log.find(|line| line.contains("http://")).unwrap();
        let kept = Arc::new(Mutex::new(String::new()));
        let keep = Arc::clone(&kept);
        thread::spawn(move || log.for_each(|line| keep.lock().unwrap().push_str(&(line + "\n"))));
        Self { process, address: line.split_once("http://").unwrap().1.to_owned(), log: kept }
    }

    /// The text of the answer, which is empty if there is none.
    fn ask(&self, way: &str, headers: &str) -> String {
        let body = json!({"action": "end", "input": {"way": way}, "connection": {}});
        let body = json!({"version": "v1", "type": "action_start", "body": body}).to_string();
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let head = format!("POST /actions/end HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        write!(stream, "{head}{headers}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        let mut text = String::new();
        // A process that is gone resets the connection.
        let _ = stream.read_to_string(&mut text);
        text
    }

    /// The process that serves.
    fn worker(&self) -> u32 {
        let text = self.ask("well", "");
        let body: Value = serde_json::from_str(text.split_once("\r\n\r\n").unwrap().1).unwrap();
        body["body"]["output"]["process"].as_u64().unwrap().try_into().unwrap()
    }

    fn ended(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            match self.process.try_wait().unwrap() {
                Some(status) => return status,
                None => assert!(start.elapsed() < Duration::from_secs(20), "it goes on"),
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        self.process.wait().unwrap();
    }
}

fn kill(signal: &str, process: u32) {
    assert!(Command::new("kill").args([signal, &process.to_string()]).status().unwrap().success());
}

/// Until nobody listens any more.
fn is_gone(address: &str) {
    let start = Instant::now();
    while TcpStream::connect(address).is_ok() {
        assert!(start.elapsed() < Duration::from_secs(20), "somebody still listens");
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_step_that_ends_its_process_ends_no_server() {
    let server = Server::start(&[]);
    let mut worker = server.worker();
    for way in ["abort", "overflow", "exit"] {
        assert_eq!(server.ask(way, ""), "", "{way}");
        // Whoever comes meanwhile waits.
        let next = server.worker();
        assert_ne!(next, worker, "{way}");
        worker = next;
    }
    // As the operating system does when the memory is used up.
    kill("-KILL", worker);
    assert_ne!(server.worker(), worker);
    let log = server.log.lock().unwrap().clone();
    for text in ["SIGABRT", "exit status: 0", "SIGKILL"] {
        assert!(log.contains(text), "{text} is not in {log}");
    }
}

#[test]
fn a_worker_that_ends_again_and_again_is_restarted_later_each_time() {
    let server = Server::start(&[]);
    (0..4).for_each(|_| assert_eq!(server.ask("exit", ""), ""));
    server.worker();
    let log = server.log.lock().unwrap().clone();
    for seconds in ["0.1", "0.2", "0.4", "0.8"] {
        assert!(log.contains(&format!("another one starts in {seconds} seconds")), "{log}");
    }
}

#[test]
fn told_to_end_the_parent_waits_for_the_steps_of_its_worker() {
    // A manager of services may tell the parent only, or both, or all as often as there are ways to.
    for signals in [&["parent"][..], &["parent", "worker"], &["worker", "parent", "parent", "worker"]] {
        ends_well_after(signals);
    }
}

fn ends_well_after(signals: &[&str]) {
    let mut server = Server::start(&[]);
    let worker = server.worker();
    let (address, log) = (server.address.clone(), Arc::clone(&server.log));
    thread::scope(|scope| {
        let slow = scope.spawn(|| server.ask("slow", ""));
        while log.lock().unwrap().matches("Step name: end").count() < 2 {
            thread::sleep(Duration::from_millis(10));
        }
        let id = |name: &str| if name == "parent" { server.process.id() } else { worker };
        let ids: Vec<_> = signals.iter().map(|name| id(name).to_string()).collect();
        assert!(Command::new("kill").arg("-TERM").args(&ids).status().unwrap().success());
        assert!(slow.join().unwrap().starts_with("HTTP/1.1 200"));
    });
    assert!(server.ended().success());
    is_gone(&address);
}

#[test]
fn a_second_signal_ends_parent_and_worker_at_once() {
    let mut server = Server::start(&[]);
    server.worker();
    let (address, log) = (server.address.clone(), Arc::clone(&server.log));
    thread::scope(|scope| {
        let slow = scope.spawn(|| server.ask("slow", ""));
        for text in ["Step name: end\nacme/Fragile:0.1.0. Step name: end", "ending: 1 at work"] {
            while !log.lock().unwrap().contains(text) {
                thread::sleep(Duration::from_millis(10));
            }
            // Two signals that come together are one.
            thread::sleep(Duration::from_millis(20));
            kill("-TERM", server.process.id());
        }
        assert_eq!(slow.join().unwrap(), "");
    });
    assert_eq!(server.ended().code(), Some(1));
    is_gone(&address);
}

#[test]
fn a_worker_does_not_outlive_its_parent() {
    let mut server = Server::start(&[]);
    server.worker();
    server.process.kill().unwrap();
    is_gone(&server.address);
}

#[test]
fn each_worker_knows_the_token() {
    let server = Server::start(&[("PLUGIN_HTTP_TOKEN", "t0ken")]);
    let known = "Authorization: Bearer t0ken\r\n";
    for _ in 0..2 {
        assert!(server.ask("well", "").starts_with("HTTP/1.1 401"));
        assert!(server.ask("well", known).starts_with("HTTP/1.1 200"));
        assert_eq!(server.ask("abort", known), "");
    }
    let environment = std::fs::read(format!("/proc/{}/environ", server.process.id())).unwrap_or_default();
    assert!(!environment.windows(5).any(|window| window == b"t0ken"));
}
