//! A server whose threads are all blocked still tells that it is there, and still ends when it is told to.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

struct Server {
    process: Child,
    address: String,
    /// The lines of its log that nobody has looked at.
    log: Mutex<Receiver<String>>,
}

impl Server {
    fn start(options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fixture"));
        command.args(["http", "--port", "0"]).args(options).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let line = log.find(|line| line.contains("http://")).unwrap();
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || log.for_each(|line| drop(sender.send(line))));
        Self { process, address: line.split_once("http://").unwrap().1.to_owned(), log: Mutex::new(lines) }
    }

    /// Sends a request and tells the status of its answer.
    fn ask(&self, method: &str, path: &str, body: &str) -> u16 {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text.split(' ').nth(1).unwrap().parse().unwrap()
    }

    fn block(&self, seconds: f64) -> u16 {
        self.ask("POST", "/actions/block", &block_message(seconds))
    }
}

impl Server {
    fn terminate(&self) {
        assert!(Command::new("kill").arg(self.process.id().to_string()).status().unwrap().success());
    }

    /// How the process has ended, which must happen within 10 seconds.
    fn ended(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            match self.process.try_wait().unwrap() {
                Some(status) => return status,
                None => assert!(start.elapsed() < Duration::from_secs(10), "it goes on"),
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends as many requests as it has threads, each of which blocks one for longer than any test takes.
    fn block_all(&self, threads: usize) -> Vec<TcpStream> {
        let message = block_message(600.0);
        let head = format!("POST /actions/block HTTP/1.1\r\nHost: {}\r\n", self.address);
        let streams = (0..threads).map(|_| {
            let mut stream = TcpStream::connect(&self.address).unwrap();
            write!(stream, "{head}Content-Length: {}\r\n\r\n{message}", message.len()).unwrap();
            stream
        });
        let streams = streams.collect();
        let log = self.log.lock().unwrap();
        while !log.recv_timeout(Duration::from_secs(30)).unwrap().contains("All threads are blocked") {}
        streams
    }
}

fn block_message(seconds: f64) -> String {
    let body = json!({"action": "block", "input": {"seconds": seconds}, "connection": {}});
    json!({"version": "v1", "type": "action_start", "body": body}).to_string()
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
        let statuses: Vec<_> = blocked.into_iter().map(|thread| thread.join().unwrap()).collect();
        // Who comes when all threads are blocked already is told so.
        assert!(
            statuses.contains(&200) && statuses.iter().all(|status| [200, 503].contains(status)),
            "{statuses:?}"
        );
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

#[test]
fn a_blocked_server_ends_with_a_failure_after_its_grace_period() {
    for threads in [1, 2] {
        let mut server =
            Server::start(&["--threads_per_worker", &threads.to_string(), "--graceful_timeout", "1"]);
        let _blocked = server.block_all(threads);
        let start = Instant::now();
        server.terminate();
        assert_eq!(server.ended().code(), Some(1), "{threads} threads");
        assert!(start.elapsed() >= Duration::from_secs(1));
    }
}

#[test]
fn a_second_signal_ends_a_blocked_server_at_once() {
    for threads in [1, 2] {
        let mut server =
            Server::start(&["--threads_per_worker", &threads.to_string(), "--graceful_timeout", "600"]);
        let _blocked = server.block_all(threads);
        server.terminate();
        // Two signals that come together are one.
        thread::sleep(Duration::from_millis(500));
        server.terminate();
        assert_eq!(server.ended().code(), Some(1), "{threads} threads");
    }
}
