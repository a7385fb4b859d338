//! Spans reach a collector, and no secret does: `cargo test -p workspace-tests --features otel --test otel`.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc;

/// Reads one request whole and answers it.
fn receive(mut stream: TcpStream) -> Vec<u8> {
    let (mut bytes, mut some) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut some).unwrap();
        bytes.extend_from_slice(&some[..read]);
        let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        if bytes.len() >= head + 4 + length.parse::<usize>().unwrap() {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
            return bytes;
        }
    }
}

#[test]
fn a_collector_is_told_of_steps() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    let (sender, spans) = mpsc::channel();
    std::thread::spawn(move || sender.send(receive(listener.accept().unwrap().0)));
    let message = r#"{"version": "v1", "type": "action_start", "body":
        {"action": "block", "input": {"seconds": 0}, "connection": {"key": {"secretKey": "canary"}}}}"#;
    let mut process = Command::new(env!("CARGO_BIN_EXE_fixture"))
        .arg("run")
        .env("otel_tracing", url)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(message.as_bytes()).unwrap();
    assert!(process.wait().unwrap().success());
    let spans = String::from_utf8_lossy(&spans.recv().unwrap()).into_owned();
    for expected in ["POST /v1/traces", "pif.fixture", "action block", "request_id"] {
        assert!(spans.contains(expected), "{expected} is not in {spans}");
    }
    // Neither a secret nor a line of the log.
    assert!(!spans.contains("canary") && !spans.contains("Step name"), "{spans}");
}
