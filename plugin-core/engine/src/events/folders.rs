//! The folders that triggers use.

use plugin_schema::error::{PluginError, Result};
use std::path::PathBuf;

/// The folders that triggers use.
#[derive(Clone, Debug)]
pub struct Folders {
    /// In the place of `/workspace`: its `cache` holds the states, its `tmp` the flag that ends a trigger.
    pub workspace: PathBuf,
    /// For the states where there is no `cache`.
    pub state: Option<PathBuf>,
}

impl Folders {
    /// Where the states are, and the events.
    ///
    /// # Errors
    /// The server's, if there is no such folder.
    pub fn of_states(&self) -> Result<PathBuf> {
        let cache = self.workspace.join("cache");
        let folder = match &self.state {
            Some(folder) if !cache.is_dir() => folder.clone(),
            _ => cache,
        };
        match folder.is_dir() {
            true => Ok(folder),
            false => Err(PluginError::server(format_args!(
                "There is no folder {} for the state of the trigger. Make it, or name another with --state-dir.",
                folder.display()
            ))),
        }
    }
}
