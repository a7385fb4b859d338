//! A plugin as a process that reads a message on stdin: its outputs, its log, limits of the system, and signals.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

mod file;
mod log;
#[cfg(unix)]
mod outputs;
#[cfg(unix)]
mod resources;
mod sample;
#[cfg(unix)]
mod signals;

const FIXTURE: &str = env!("CARGO_BIN_EXE_fixture");

/// A message that writes a text to stderr in one of the ways of the action `emit`.
fn emit_message(text: &str, channel: &str) -> String {
    let input = serde_json::json!({"text": text, "channel": channel});
    test_support::message::action("emit", input).to_string()
}

/// A message that logs one line.
#[cfg(unix)]
fn hello() -> String {
    emit_message("hello", "log")
}

/// Runs a line of bash, in which `$0` is the plugin.
#[cfg(unix)]
fn bash(script: &str, stdin: &str) -> std::process::Output {
    test_support::output(std::process::Command::new("bash").args(["-c", script, FIXTURE]), stdin)
}
