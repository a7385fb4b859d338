//! The plugin as a process.

use crate::error::Result;
use crate::plugin::WORKSPACE;
use crate::workspace::{TRIGGER_ID, Workspace};
use serde_json::json;
use std::io::Write;
use std::process::{Child, Command, ExitStatus, Stdio};

/// The plugin with its running trigger; killed when it is dropped.
pub struct Process(Child);

impl Process {
    /// Starts the trigger, which sends its events to `url`.
    pub fn start(workspace: &Workspace, url: &str) -> Result<Self> {
        let message = json!({"version": "v1", "type": "trigger_start", "body": {
            "trigger": "count", "meta": {"triggerId": TRIGGER_ID}, "connection": {}, "input": {},
            "dispatcher": {"url": url},
        }});
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("run").env(WORKSPACE, workspace.path());
        // The log would be as long as the run; the reply contains the error.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        child.stdin.take().ok_or("the plugin has no stdin")?.write_all(message.to_string().as_bytes())?;
        Ok(Self(child))
    }

    /// Whether it has exited.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.0.try_wait()?.is_some())
    }

    /// Kills it.
    pub fn kill(&mut self) -> Result<()> {
        // It may have exited by itself.
        let _ = self.0.kill();
        self.0.wait()?;
        Ok(())
    }

    /// Sends it a signal, such as `STOP`.
    pub fn signal(&self, name: &str) -> Result<()> {
        Command::new("kill").args(["-s", name, &self.0.id().to_string()]).status()?;
        Ok(())
    }

    /// Waits until it exits.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        Ok(self.0.wait()?)
    }

    /// Its stdout, once it has exited.
    pub fn reply(&mut self) -> String {
        let reply = self.0.stdout.take().map(std::io::read_to_string);
        reply.and_then(std::result::Result::ok).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}
