//! The workspace of the plugin.

use crate::error::Result;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The ID of the trigger, and the name of its files.
pub const TRIGGER_ID: &str = "t-1";

/// A folder in the place of `/workspace`, removed when it is dropped.
pub struct Workspace(PathBuf);

impl Workspace {
    /// An empty folder.
    pub fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("chaos-{}", std::process::id()));
        fs::create_dir_all(folder.join("cache"))?;
        Ok(Self(folder))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The file of events that wait.
    pub fn spool(&self) -> PathBuf {
        self.0.join("cache").join(format!("{TRIGGER_ID}.spool"))
    }

    /// The size of the spool.
    pub fn spool_bytes(&self) -> u64 {
        fs::metadata(self.spool()).map_or(0, |file| file.len())
    }

    /// The last number that the trigger sent, once it has exited.
    pub fn last(&self) -> Result<u64> {
        let state: Value =
            serde_json::from_slice(&fs::read(self.0.join(format!("cache/{TRIGGER_ID}.json")))?)?;
        Ok(state["last"].as_u64().unwrap_or(0))
    }

    /// Adds the numbers of the dead letters, and removes their files, so that they do not fill the folder.
    pub fn take_dead_letters(&self, numbers: &mut BTreeSet<u64>) -> Result<()> {
        for entry in fs::read_dir(self.0.join("cache"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "dead") {
                let letter: Value = serde_json::from_slice(&fs::read(&path)?)?;
                numbers.extend(number(&letter["event"]));
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The number in an event.
pub fn number(event: &Value) -> Option<u64> {
    event["body"]["output"]["number"].as_u64()
}
