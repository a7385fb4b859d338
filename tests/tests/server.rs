//! A server whose threads are all blocked still tells that it is there.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fixture"));
        command.args(["http", "--port", "0"]).args(options).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let line = log.find(|line| line.contains("http://")).unwrap();
        thread::spawn(move || log.for_each(drop));
        Self { process, address: line.split_once("http://").unwrap().1.to_owned() }
    }

    /// Sends a request and tells the status of its answer.
    fn ask(&self, method: &str, path: &str, body: &str) -> u16 {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n");
        write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text.split(' ').nth(1).unwrap().parse().unwrap()
    }

    fn block(&self, seconds: f64) -> u16 {
        let body = json!({"action": "block", "input": {"seconds": seconds}, "connection": {}});
        let message = json!({"version": "v1", "type": "action_start", "body": body});
        self.ask("POST", "/actions/block", &message.to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        self.process.wait().unwrap();
    }
}

fn stays_reachable(options: &[&str]) {
    let server = Server::start(options);
    thread::scope(|scope| {
        let blocked: Vec<_> = (0..2).map(|_| scope.spawn(|| server.block(6.0))).collect();
        thread::sleep(Duration::from_secs(2));
        for _ in 0..20 {
            let start = Instant::now();
            assert_eq!(server.ask("GET", "/api/v1/status", ""), 200);
            assert!(start.elapsed() < Duration::from_secs(1));
        }
        assert_eq!(server.block(0.0), 503);
        blocked.into_iter().for_each(|thread| assert_eq!(thread.join().unwrap(), 200));
    });
    // All is as before.
    let start = Instant::now();
    while server.block(0.0) != 200 {
        assert!(start.elapsed() < Duration::from_secs(5));
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn with_one_thread() {
    stays_reachable(&["--threads_per_worker", "1"]);
}

#[test]
fn with_two_threads() {
    stays_reachable(&["--threads_per_worker", "2"]);
}
