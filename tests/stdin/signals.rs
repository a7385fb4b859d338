//! A trigger that blocks its thread exits when the operating system requires it.

use super::FIXTURE;
use serde_json::json;
use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use test_support::{message, send_signal, start};

#[test]
fn a_second_signal_aborts_a_blocked_trigger() {
    let message = message::trigger("hang", json!({}), ([127, 0, 0, 1], 1).into(), json!({}));
    let mut command = Command::new(FIXTURE);
    command.args(["run", "--debug"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = start(&mut command, &message.to_string());
    // The event shows that the trigger runs.
    process.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    let start = Instant::now();
    let status = loop {
        send_signal("TERM", process.id());
        match process.try_wait().unwrap() {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(200)),
        }
        assert!(start.elapsed() < Duration::from_secs(10), "the trigger still runs");
    };
    assert_eq!(status.code(), Some(1));
}
