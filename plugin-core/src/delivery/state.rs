//! What a trigger remembers from one run to the next: a file of its own.

use super::Folders;
use crate::error::{PluginError, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(super) struct StateFile(PathBuf);

impl StateFile {
    /// The file of the trigger with that ID, made if there is none. One that cannot be read is kept aside.
    ///
    /// # Errors
    /// The caller's, if the ID is no name of a file; the server's, if there is no place for it.
    pub(super) fn open(id: &str, folders: &Folders) -> Result<Self> {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
        if id.is_empty() || id.len() > 200 || id.starts_with('.') || !id.chars().all(plain) {
            return Err(PluginError::caller(
                "The ID of the trigger must be letters, digits, `-`, `_` and `.`, since its state is kept under that name.",
            ));
        }
        let cache = folders.workspace.join("cache");
        let folder = match &folders.state {
            Some(folder) if !cache.is_dir() => folder.clone(),
            _ => cache,
        };
        if !folder.is_dir() {
            return Err(PluginError::server(format_args!(
                "There is no folder {} for the state of the trigger. Make it, or name another with --state-dir.",
                folder.display()
            )));
        }
        let file = Self(folder.join(format!("{id}.json")));
        match fs::read(&file.0) {
            Ok(text) if serde_json::from_slice::<serde_json::Map<_, _>>(&text).is_ok() => {}
            Ok(_) => file.keep_aside()?,
            Err(error) if error.kind() == ErrorKind::NotFound => file.write(b"{}")?,
            Err(error) => return Err(file.unusable(&error)),
        }
        Ok(file)
    }

    /// The same name with another ending, for what else belongs to the trigger.
    pub(super) fn beside(&self, ending: &str) -> PathBuf {
        self.0.with_extension(ending)
    }

    pub(super) fn load<S: DeserializeOwned>(&self) -> Result<S> {
        let text = fs::read(&self.0).map_err(|error| self.unusable(&error))?;
        serde_json::from_slice(&text).map_err(|error| self.unusable(&error))
    }

    pub(super) fn save<S: Serialize>(&self, state: &S) -> Result<()> {
        let text = serde_json::to_vec(state).map_err(|error| self.unusable(&error))?;
        self.write(&text)
    }

    /// Whole or not at all, also if the power fails: a file beside it takes its place.
    fn write(&self, text: &[u8]) -> Result<()> {
        let beside = self.0.with_extension("json.new");
        let written = || {
            let mut file = File::create(&beside)?;
            file.write_all(text)?;
            file.sync_all()?;
            fs::rename(&beside, &self.0)?;
            self.0.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
        };
        written().map_err(|error: std::io::Error| self.unusable(&error))
    }

    fn keep_aside(&self) -> Result<()> {
        let aside = self.0.with_extension("json.corrupt");
        fs::rename(&self.0, &aside).map_err(|error| self.unusable(&error))?;
        tracing::error!(
            "The state of the trigger could not be read. It starts anew; what was there is kept in {}.",
            file_name(&aside)
        );
        self.write(b"{}")
    }

    fn unusable(&self, error: &dyn std::fmt::Display) -> PluginError {
        PluginError::server(format_args!("The state file {} cannot be used: {error}.", file_name(&self.0)))
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> (PathBuf, Folders) {
        let name = format!("plugin-state-{:x}", fastrand::u128(..));
        let workspace = std::env::temp_dir().join(name);
        fs::create_dir_all(workspace.join("cache")).unwrap();
        (workspace.join("cache"), Folders { workspace, state: None })
    }

    #[test]
    fn a_state_is_read_as_it_was_saved() {
        let (cache, folders) = folders();
        let file = StateFile::open("t-1", &folders).unwrap();
        assert_eq!(fs::read_to_string(cache.join("t-1.json")).unwrap(), "{}");
        file.save(&serde_json::json!({"last": 7})).unwrap();
        let again: serde_json::Value = StateFile::open("t-1", &folders).unwrap().load().unwrap();
        assert_eq!(again["last"], 7);
        fs::remove_dir_all(&folders.workspace).unwrap();
    }

    #[test]
    fn a_state_that_cannot_be_read_is_kept_aside() {
        let (cache, folders) = folders();
        fs::write(cache.join("t-1.json"), "{\"last\": ").unwrap();
        let file = StateFile::open("t-1", &folders).unwrap();
        assert_eq!(file.load::<serde_json::Value>().unwrap(), serde_json::json!({}));
        assert_eq!(fs::read_to_string(cache.join("t-1.json.corrupt")).unwrap(), "{\"last\": ");
        fs::remove_dir_all(&folders.workspace).unwrap();
    }

    #[test]
    fn a_folder_that_is_missing_is_named() {
        let (cache, folders) = folders();
        fs::remove_dir_all(&cache).unwrap();
        for state in [None, Some("missing".into())] {
            let error =
                StateFile::open("t-1", &Folders { state: state.clone(), ..folders.clone() }).unwrap_err();
            let folder: PathBuf = state.unwrap_or(cache.clone());
            assert!(error.to_string().contains(&format!("no folder {}", folder.display())), "{error}");
        }
        fs::remove_dir_all(&folders.workspace).unwrap();
    }

    #[test]
    fn an_id_cannot_lead_elsewhere() {
        let (_, folders) = folders();
        for id in ["../../evil", "/etc/x", "", ".", "a/b", "a\\b", "a\0"] {
            assert!(StateFile::open(id, &folders).is_err(), "{id:?}");
        }
        fs::remove_dir_all(&folders.workspace).unwrap();
    }
}
