//! Starts programs, sends signals to them, and waits for their end.

use std::io::Write;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take to exit.
const EXIT_TIMEOUT: Duration = Duration::from_secs(20);

/// Runs a command to its end with this text on stdin.
pub fn output(command: &mut Command, stdin: &str) -> Output {
    start(command.stdout(Stdio::piped()).stderr(Stdio::piped()), stdin).wait_with_output().unwrap()
}

/// Starts a command, writes a text to its stdin and closes it.
pub fn start(command: &mut Command, stdin: &str) -> Child {
    let mut process = command.stdin(Stdio::piped()).spawn().unwrap();
    // A program that rejects its arguments does not read stdin.
    let _ = process.stdin.take().unwrap().write_all(stdin.as_bytes());
    process
}

/// Sends a signal, such as `TERM`, to a process.
pub fn send_signal(signal: &str, process: u32) {
    let status = Command::new("kill").args(["-s", signal, &process.to_string()]).status().unwrap();
    assert!(status.success(), "cannot send {signal} to process {process}");
}

/// Waits until a process exits.
///
/// # Panics
/// If it still runs after 20 seconds.
#[track_caller]
pub fn wait_for_exit(process: &mut Child) -> ExitStatus {
    let start = Instant::now();
    loop {
        match process.try_wait().unwrap() {
            Some(status) => return status,
            None => assert!(start.elapsed() < EXIT_TIMEOUT, "the process still runs after {EXIT_TIMEOUT:?}"),
        }
        thread::sleep(Duration::from_millis(10));
    }
}
