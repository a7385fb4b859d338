//! Stops a trigger: by the flag file of the Python runtime or by a signal.

use crate::signal::ShutdownSignal;
use plugin_run::Clock;
use plugin_schema::error::{PluginError, Preset, Result};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// The time that a trigger has to end after its stop.
const GRACE: Duration = Duration::from_secs(10);

/// The flag file and the signals that stop a trigger.
#[derive(Debug)]
pub(super) struct Stop {
    /// The flag file. `None` for a trigger with `--debug`: the flag is for the trigger in production.
    pub(super) flag: Option<PathBuf>,
    pub(super) shutdown: ShutdownSignal,
    pub(super) clock: Clock,
}

impl Stop {
    /// Fails if the trigger is stopped, and removes the flag.
    ///
    /// # Errors
    /// [`PluginError::stopped`], or BAD_REQUEST for a trigger without state, which cannot continue at its next start.
    pub(super) fn check(&self, has_state: bool) -> Result<()> {
        if self.shutdown.is_received() {
            return Err(PluginError::stopped());
        }
        let Some(flag) = self.flag.as_ref().filter(|flag| flag.exists()) else { return Ok(()) };
        // Another process may have removed it already.
        let _ = fs::remove_file(flag);
        if has_state {
            return Err(PluginError::stopped());
        }
        Err(PluginError::from_preset(Preset::BadRequest)
            .with_cause("The trigger was stopped by the flag file, but it has no state to continue from.")
            .with_assistance("Send a `triggerId` in the meta of the message, so that the state is saved.")
            .with_data("terminate_trigger.flag"))
    }

    /// The outcome of `work`, or [`PluginError::stopped`] if a signal stops the trigger first.
    pub(super) async fn unless_stopped<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::select! {
            outcome = work => outcome,
            () = self.shutdown.received() => Err(PluginError::stopped()),
        }
    }

    /// Waits until the grace period after a signal is over.
    pub(super) async fn timed_out(&self) {
        self.shutdown.received().await;
        self.clock.sleep(GRACE).await;
    }
}
