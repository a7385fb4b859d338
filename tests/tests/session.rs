//! A session of an API ends with the process that has begun it.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

use serde_json::json;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

/// An API that answers everything with nothing, and notes what was asked.
fn api() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let note = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let first = lines.next().unwrap_or_default();
            while lines.next().is_some_and(|line| !line.is_empty()) {}
            note.lock().unwrap().push(first.trim_end_matches(" HTTP/1.1").to_owned());
            let answer = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
            let _ = (&stream).write_all(answer.as_bytes());
        }
    });
    (url, asked)
}

#[test]
fn a_run_logs_out_at_its_end() {
    let (url, asked) = api();
    let message = json!({
        "version": "v1",
        "type": "action_start",
        "body": {"meta": {}, "action": "look", "connection": {"url": url}, "input": {}},
    });
    let mut plugin = Command::new(env!("CARGO_BIN_EXE_session"))
        .arg("run")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    plugin.stdin.take().unwrap().write_all(message.to_string().as_bytes()).unwrap();
    assert!(plugin.wait().unwrap().success());
    assert_eq!(*asked.lock().unwrap(), ["POST /session", "GET /things", "DELETE /session"]);
}
