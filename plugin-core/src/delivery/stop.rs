//! How a trigger is told to end.

use super::Channel;
use crate::error::{PluginError, Preset, Result};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// How often the flag is looked for while a trigger waits.
const GLANCE: Duration = Duration::from_secs(1);

/// The flag file of the Python runtime, and the signals of the operating system.
#[derive(Debug)]
pub(super) struct Stop {
    flag: PathBuf,
}

impl Stop {
    pub(super) fn new(flag: PathBuf) -> Self {
        Self { flag }
    }

    /// Ends the trigger if the flag is there; the flag is then taken away.
    ///
    /// # Errors
    /// What ends a trigger well, or BAD_REQUEST if it remembers nothing and so cannot be ended for a while.
    pub(super) fn check(&self, remembers: bool) -> Result<()> {
        if !self.flag.exists() {
            return Ok(());
        }
        // Somebody else may have taken it away by now, which is as well.
        let _ = fs::remove_file(&self.flag);
        if remembers {
            return Err(PluginError::stopped());
        }
        Err(PluginError::preset(Preset::BadRequest)
            .cause("The trigger was told to end, but it remembers nothing.")
            .assistance("Give the trigger an ID, so that it can go on where it was.")
            .data("terminate_trigger.flag"))
    }

    /// The outcome of `work`, unless a signal ends the trigger before.
    pub(super) async fn or_until<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::select! {
            outcome = work => outcome,
            () = crate::signal::ended() => Err(PluginError::stopped()),
        }
    }

    /// Waits, and meanwhile sends what could not be sent before, unless the flag or a signal ends the trigger before.
    pub(super) async fn sleep(&self, duration: Duration, channel: &Channel) -> Result<()> {
        let end = tokio::time::Instant::now() + duration;
        loop {
            self.check(channel.state.is_some())?;
            channel.catch_up().await?;
            let left = end.saturating_duration_since(tokio::time::Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            self.or_until(async {
                tokio::time::sleep(left.min(GLANCE)).await;
                Ok(())
            })
            .await?;
        }
    }
}
