//! The trigger of the fixture as a process of its own, and the folder that it works in.

use serde_json::{Value, json};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A folder in the place of `/workspace`. In memory where that can be had: a process that is killed loses nothing there.
pub(crate) struct Workspace(pub(crate) PathBuf);

impl Workspace {
    pub(crate) fn new(name: &str) -> Self {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = base.join(format!("fixture-{name}-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("cache")).unwrap();
        Self(folder)
    }

    /// The number that was sent last, as the state file tells, which can be read at any time.
    pub(crate) fn last(&self) -> u64 {
        match std::fs::read(self.0.join("cache/t-1.json")) {
            Ok(text) => {
                let state: Value =
                    serde_json::from_slice(&text).expect("the state file is whole at any time");
                state["last"].as_u64().unwrap_or(0)
            }
            Err(_) => 0,
        }
    }

    pub(crate) fn start(&self, address: SocketAddr, to: u64, padding: usize) -> Child {
        self.start_as(Command::new(env!("CARGO_BIN_EXE_fixture")).arg("run"), address, to, padding)
    }

    pub(crate) fn start_as(
        &self,
        command: &mut Command,
        address: SocketAddr,
        to: u64,
        padding: usize,
    ) -> Child {
        self.start_with(command, address, to, padding, json!({"triggerId": "t-1"}))
    }

    pub(crate) fn start_with(
        &self,
        command: &mut Command,
        address: SocketAddr,
        to: u64,
        padding: usize,
        meta: Value,
    ) -> Child {
        let message = json!({"version": "v1", "type": "trigger_start", "body": {
            "trigger": "count", "meta": meta, "connection": {},
            "dispatcher": {"url": format!("http://{address}/events")},
            "input": {"to": to, "padding": padding},
        }});
        self.spawn(command, &message.to_string())
    }

    /// The fixture with a message of any kind.
    pub(crate) fn start_text(&self, message: &str) -> Child {
        self.spawn(Command::new(env!("CARGO_BIN_EXE_fixture")).arg("run"), message)
    }

    fn spawn(&self, command: &mut Command, message: &str) -> Child {
        command
            .env("FIXTURE_WORKSPACE", &self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        process.stdin.take().unwrap().write_all(message.as_bytes()).unwrap();
        process
    }
}

impl Workspace {
    /// What the fixture's command `events` prints, if it goes well, or else what it complains of.
    pub(crate) fn events(&self, words: &[&str]) -> Result<String, String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fixture"));
        let output = command.arg("events").args(words).env("FIXTURE_WORKSPACE", &self.0).output().unwrap();
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

pub(crate) fn ended(process: Child) -> (bool, Value) {
    let output = process.wait_with_output().unwrap();
    (output.status.success(), serde_json::from_slice(&output.stdout).unwrap_or_default())
}
