//! How a trigger is told to end.

use crate::signal::ShutdownSignal;
use plugin_run::Clock;
use plugin_schema::error::{PluginError, Preset, Result};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// How long a trigger that was told to end may go on with what it is doing.
const GRACE: Duration = Duration::from_secs(10);

/// The flag file of the Python runtime, and the signals of the operating system.
#[derive(Debug)]
pub(super) struct Stop {
    /// None for a trigger that somebody looks at: the flag is for the one at work.
    pub(super) flag: Option<PathBuf>,
    pub(super) end: ShutdownSignal,
    pub(super) clock: Clock,
}

impl Stop {
    /// Ends the trigger if it was told so; the flag is then taken away.
    ///
    /// # Errors
    /// What ends a trigger well, or BAD_REQUEST if it remembers nothing and so cannot be ended for a while.
    pub(super) fn check(&self, remembers: bool) -> Result<()> {
        if self.end.is_received() {
            return Err(PluginError::stopped());
        }
        let Some(flag) = self.flag.as_ref().filter(|flag| flag.exists()) else { return Ok(()) };
        // Somebody else may have taken it away by now, which is as well.
        let _ = fs::remove_file(flag);
        if remembers {
            return Err(PluginError::stopped());
        }
        Err(PluginError::from_preset(Preset::BadRequest)
            .with_cause("The trigger was told to end, but it remembers nothing.")
            .with_assistance("Give the trigger an ID, so that it can go on where it was.")
            .with_data("terminate_trigger.flag"))
    }

    /// The outcome of `work`, unless the trigger is told to end before.
    pub(super) async fn or_until<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::select! {
            outcome = work => outcome,
            () = self.end.received() => Err(PluginError::stopped()),
        }
    }

    /// Until a trigger that was told to end has had its time for that.
    pub(super) async fn timed_out(&self) {
        self.end.received().await;
        self.clock.sleep(GRACE).await;
    }
}
