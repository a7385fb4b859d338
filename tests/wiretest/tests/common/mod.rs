//! The plugin as a server, and messages for it.
#![allow(dead_code)] // not every test needs all of it

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The plugin as a server, ended when it is dropped.
pub struct Server {
    pub process: Child,
    pub address: String,
    /// What it has written to stderr.
    pub log: Arc<Mutex<String>>,
}

impl Server {
    pub fn start(options: &[&str]) -> Self {
        Self::start_with(options, &[])
    }

    /// The same, with more in its environment.
    pub fn start_with(options: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wiretest"));
        command.args(["http", "--port", "0"]).args(options).stderr(Stdio::piped()).stdin(Stdio::null());
        let mut process = command.envs(environment.iter().copied()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let kept = Arc::new(Mutex::new(String::new()));
        let keep = |line: &str| kept.lock().unwrap().push_str(&format!("{line}\n"));
        let line = log.by_ref().inspect(|line| keep(line)).find(|line| line.contains("http://")).unwrap();
        // In the cloud the line is an object.
        let address = line.split_once("http://").unwrap().1.split('"').next().unwrap().to_owned();
        let server = Self { process, address, log: Arc::clone(&kept) };
        std::thread::spawn(move || log.for_each(|line| kept.lock().unwrap().push_str(&(line + "\n"))));
        server
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// Sends a body, and reads status and body of the answer.
    pub fn post(&self, path: &str, body: &[u8]) -> (u16, Value) {
        let mut stream = self.connect();
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
        );
        // At once, since the server may refuse a head before it has read all of it.
        stream.write_all(head.as_bytes()).unwrap();
        // The server may have answered before it has read all.
        let _ = stream.write_all(body);
        answer(stream)
    }

    pub fn action(&self, name: &str, input: Value) -> (u16, Value) {
        self.post(&format!("/api/v1/actions/{name}"), message(name, input).to_string().as_bytes())
    }

    /// Sends a request with headers as they are written, and reads the whole answer as text.
    pub fn exchange(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        let mut stream = self.connect();
        let length = body.len();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}");
        stream.write_all(format!("{head}Content-Length: {length}\r\n\r\n{body}").as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    /// The server answers as ever.
    pub fn is_well(&self) {
        let (status, body) = self.action("echo", json!({"text": "still here"}));
        assert_eq!((status, &body["body"]["output"]["received"]["text"]), (200, &json!("still here")));
    }

    /// What the process occupies, in KiB.
    pub fn memory(&self) -> usize {
        self.status("VmRSS:")
    }

    /// The most that the process has ever occupied, in KiB.
    pub fn most_memory(&self) -> usize {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        self.process.wait().unwrap();
    }
}

pub fn message(action: &str, input: Value) -> Value {
    let connection = json!({"url": "https://example.com", "api_key": {"secretKey": "s3cr3t-value"}});
    json!({"version": "v1", "type": "action_start", "body": {"action": action, "input": input, "connection": connection}})
}

/// Reads one answer of a connection that may go on: its status, and whether it says that it is the last one.
pub fn next_answer(stream: &mut BufReader<TcpStream>) -> std::io::Result<(u16, bool)> {
    let (mut status, mut length, mut last) = (None, 0, false);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == "\r\n" {
            break;
        }
        if let Some(told) = line.strip_prefix("content-length: ") {
            length = told.trim().parse().unwrap();
        }
        last |= line == "connection: close\r\n";
        status = status.or_else(|| line.split(' ').nth(1)?.parse().ok());
    }
    stream.read_exact(&mut vec![0; length])?;
    Ok((status.unwrap(), last))
}

pub fn answer(mut stream: TcpStream) -> (u16, Value) {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    let body = text.split_once("\r\n\r\n").unwrap().1;
    (status, serde_json::from_str(body).unwrap_or_default())
}
