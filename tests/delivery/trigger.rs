//! The trigger of the fixture as a process, and its workspace.

use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use test_support::{message, start, wait_until};

pub(crate) const FIXTURE: &str = env!("CARGO_BIN_EXE_fixture");

/// A folder in the place of `/workspace`. It is in memory where possible: a killed process loses nothing there.
pub(crate) struct Workspace(pub(crate) PathBuf);

impl Workspace {
    pub(crate) fn new(name: &str) -> Self {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = base.join(format!("fixture-{name}-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("cache")).unwrap();
        Self(folder)
    }

    /// The number in the state file, which can be read at any time.
    pub(crate) fn last_number(&self) -> u64 {
        match std::fs::read(self.0.join("cache/t-1.json")) {
            Ok(text) => {
                let state: Value =
                    serde_json::from_slice(&text).expect("the state file is complete at any time");
                state["last"].as_u64().unwrap_or(0)
            }
            Err(_) => 0,
        }
    }

    /// Waits until the state file has this number.
    #[track_caller]
    pub(crate) fn wait_for(&self, number: u64) {
        wait_until(&format!("the state has number {number}"), || self.last_number() >= number);
    }

    /// Starts the trigger `count` with the ID `t-1`.
    pub(crate) fn start(&self, address: SocketAddr, to: u64, padding: usize) -> Child {
        self.start_command(Command::new(FIXTURE).arg("run"), address, to, padding)
    }

    /// Starts it by another command.
    pub(crate) fn start_command(
        &self,
        command: &mut Command,
        address: SocketAddr,
        to: u64,
        padding: usize,
    ) -> Child {
        self.start_with_meta(command, address, to, padding, json!({"triggerId": "t-1"}))
    }

    /// Starts it with other meta data.
    pub(crate) fn start_with_meta(
        &self,
        command: &mut Command,
        address: SocketAddr,
        to: u64,
        padding: usize,
        meta: Value,
    ) -> Child {
        let input = json!({"to": to, "padding": padding});
        self.spawn(command, &message::trigger("count", input, address, meta).to_string())
    }

    /// Starts the fixture with any message.
    pub(crate) fn start_text(&self, message: &str) -> Child {
        self.spawn(Command::new(FIXTURE).arg("run"), message)
    }

    fn spawn(&self, command: &mut Command, message: &str) -> Child {
        command.env("FIXTURE_WORKSPACE", &self.0).stdout(Stdio::piped()).stderr(Stdio::null());
        start(command, message)
    }

    /// Runs the command `events` of the fixture, and returns its stdout, or stderr if it fails.
    pub(crate) fn events(&self, arguments: &[&str]) -> Result<String, String> {
        let mut command = Command::new(FIXTURE);
        let output =
            command.arg("events").args(arguments).env("FIXTURE_WORKSPACE", &self.0).output().unwrap();
        match output.status.success() {
            true => Ok(String::from_utf8(output.stdout).unwrap()),
            false => Err(String::from_utf8(output.stderr).unwrap()),
        }
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Waits for the end of the process, and returns whether it succeeded, and its reply.
pub(crate) fn finish(process: Child) -> (bool, Value) {
    let output = process.wait_with_output().unwrap();
    (output.status.success(), serde_json::from_slice(&output.stdout).unwrap_or_default())
}

/// Kills the process.
pub(crate) fn kill(mut process: Child) {
    process.kill().unwrap();
    process.wait().unwrap();
}
