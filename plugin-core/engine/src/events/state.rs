//! Reads and writes the state file of a trigger.

use super::files;
use super::folders::Folders;
use plugin_schema::error::{PluginError, Result};
use serde::de::DeserializeOwned;
use std::io::ErrorKind;
use std::path::PathBuf;

/// The maximum length of a trigger ID, which is a file name with its extensions.
const MAX_ID_BYTES: usize = 200;

#[derive(Debug)]
pub(super) struct StateFile(PathBuf);

impl StateFile {
    /// The state file of the trigger with that ID.
    ///
    /// # Errors
    /// A caller error if the ID is not valid as a file name; a server error if there is no folder for it.
    pub(super) fn of(id: &str, folders: &Folders) -> Result<Self> {
        let is_valid = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
        if id.is_empty() || id.len() > MAX_ID_BYTES || id.starts_with('.') || !id.chars().all(is_valid) {
            return Err(PluginError::caller(format_args!(
                "The ID of the trigger must be 1 to {MAX_ID_BYTES} letters, digits, `-`, `_` and `.`, and must not begin with `.`, since it is the name of a file."
            )));
        }
        Ok(Self(folders.of_states()?.join(format!("{id}.json"))))
    }

    /// Creates the file if there is none. If the content is invalid, this stores a copy and resets the state.
    ///
    /// # Errors
    /// A server error if the file cannot be used.
    pub(super) fn check(&self) -> Result<()> {
        match files::read(&self.0) {
            Ok(text) if serde_json::from_slice::<serde::de::IgnoredAny>(&text).is_ok() => Ok(()),
            Ok(text) => self.reset(&text),
            Err(error) if error.kind() == ErrorKind::NotFound => self.write(b"{}"),
            Err(error) => Err(self.file_error(&error)),
        }
    }

    /// The path with another extension, for the other files of the trigger.
    pub(super) fn sibling(&self, extension: &str) -> PathBuf {
        self.0.with_extension(extension)
    }

    /// Reads the state. Returns the default if nothing has been saved.
    pub(super) fn load<S: DeserializeOwned + Default>(&self) -> Result<S> {
        let text = files::read(&self.0).map_err(|error| self.file_error(&error))?;
        let is_empty =
            serde_json::from_slice::<serde_json::Map<_, _>>(&text).is_ok_and(|state| state.is_empty());
        match is_empty {
            true => Ok(S::default()),
            false => serde_json::from_slice(&text).map_err(|error| self.file_error(&error)),
        }
    }

    /// Replaces the content of the file atomically.
    pub(super) fn write(&self, text: &[u8]) -> Result<()> {
        files::replace(&self.0, text).map_err(|error| self.file_error(&error))
    }

    /// Stores a copy of the invalid content and resets the state.
    fn reset(&self, text: &[u8]) -> Result<()> {
        let copy = files::keep_copy(&self.0, text).map_err(|error| self.file_error(&error))?;
        tracing::error!(
            "The state file of the trigger is not valid JSON. The trigger starts without a state; {copy} is a copy of the file."
        );
        self.write(b"{}")
    }

    fn file_error(&self, error: &dyn std::fmt::Display) -> PluginError {
        PluginError::server(format_args!(
            "The state file {} cannot be used: {error}.",
            files::file_name(&self.0)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folders() -> (PathBuf, Folders) {
        let name = format!("plugin-state-{:x}", fastrand::u128(..));
        let workspace = std::env::temp_dir().join(name);
        fs::create_dir_all(workspace.join("cache")).unwrap();
        (workspace.join("cache"), Folders { workspace, state: None })
    }

    #[test]
    fn a_saved_state_is_loaded() {
        let (cache, folders) = folders();
        let file = StateFile::of("t-1", &folders).unwrap();
        file.check().unwrap();
        assert_eq!(fs::read_to_string(cache.join("t-1.json")).unwrap(), "{}");
        file.write(br#"{"last": 7}"#).unwrap();
        file.check().unwrap();
        let again: serde_json::Value = file.load().unwrap();
        assert_eq!(again["last"], 7);
        fs::remove_dir_all(&folders.workspace).unwrap();
    }

    #[test]
    fn a_state_that_is_not_an_object_is_kept() {
        let (_, folders) = folders();
        let file = StateFile::of("t-1", &folders).unwrap();
        file.write(br#"["u-1"]"#).unwrap();
        file.check().unwrap();
        assert_eq!(file.load::<Vec<String>>().unwrap(), ["u-1"]);
        fs::remove_dir_all(&folders.workspace).unwrap();
    }

    #[test]
    fn an_invalid_state_is_copied_and_reset() {
        let (cache, folders) = folders();
        fs::write(cache.join("t-1.json"), "{\"last\": ").unwrap();
        let file = StateFile::of("t-1", &folders).unwrap();
        file.check().unwrap();
        assert_eq!(file.load::<u64>().unwrap(), 0);
        assert_eq!(fs::read_to_string(cache.join("t-1.json.corrupt-1")).unwrap(), "{\"last\": ");
        fs::remove_dir_all(&folders.workspace).unwrap();
    }

    #[test]
    fn the_error_names_the_missing_folder() {
        let (cache, folders) = folders();
        fs::remove_dir_all(&cache).unwrap();
        for state in [None, Some("missing".into())] {
            let error =
                StateFile::of("t-1", &Folders { state: state.clone(), ..folders.clone() }).unwrap_err();
            let folder: PathBuf = state.unwrap_or(cache.clone());
            assert!(
                error.to_string().contains(&format!("folder {} for the state", folder.display())),
                "{error}"
            );
        }
        fs::remove_dir_all(&folders.workspace).unwrap();
    }

    #[test]
    fn an_id_cannot_leave_the_folder() {
        let (_, folders) = folders();
        for id in ["../../evil", "/etc/x", "", ".", "a/b", "a\\b", "a\0", &"x".repeat(201)] {
            let error = StateFile::of(id, &folders).unwrap_err().to_string();
            assert!(error.contains("must be 1 to 200 letters, digits"), "{id:?}: {error}");
        }
        fs::remove_dir_all(&folders.workspace).unwrap();
    }
}
