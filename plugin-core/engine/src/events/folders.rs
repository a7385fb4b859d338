//! Finds the folders that triggers use.

use plugin_schema::error::{PluginError, Result};
use std::path::PathBuf;

/// The folders that triggers use.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The workspace. Its `cache` contains the states, its `tmp` the flag that stops a trigger.
    pub workspace: PathBuf,
    /// The folder of the states if the workspace has no `cache`.
    pub state: Option<PathBuf>,
}

impl Folders {
    /// The folder of the states and the events.
    ///
    /// # Errors
    /// A server error if the folder does not exist.
    pub fn of_states(&self) -> Result<PathBuf> {
        let cache = self.workspace.join("cache");
        let folder = match &self.state {
            Some(folder) if !cache.is_dir() => folder.clone(),
            _ => cache,
        };
        match folder.is_dir() {
            true => Ok(folder),
            false => Err(PluginError::server(format_args!(
                "The folder {} for the state of the trigger does not exist. Create it, or set another with --state-dir.",
                folder.display()
            ))),
        }
    }
}
