//! A short run of the command.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use std::process::Command;

#[test]
fn no_event_is_lost_under_faults() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_chaos")).args(["--seconds", "5", "--seed", "1"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && text.contains("| sent |"), "{text}");
}
