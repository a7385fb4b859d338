//! A trigger that blocks its thread still ends when the operating system asks it to.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use serde_json::json;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn a_second_signal_ends_a_blocked_trigger_at_once() {
    let message = json!({"version": "v1", "type": "trigger_start", "body": {
        "trigger": "hang", "meta": {}, "connection": {}, "input": {},
        "dispatcher": {"url": "http://127.0.0.1:1/events"},
    }});
    let mut command = Command::new(env!("CARGO_BIN_EXE_fixture"));
    command.args(["run", "--debug"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(message.to_string().as_bytes()).unwrap();
    // The event shows that the trigger is at work.
    process.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    let start = Instant::now();
    let status = loop {
        assert!(Command::new("kill").arg(process.id().to_string()).status().unwrap().success());
        match process.try_wait().unwrap() {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(200)),
        }
        assert!(start.elapsed() < Duration::from_secs(10), "it goes on");
    };
    assert_eq!(status.code(), Some(1));
}
