//! Collects the changes of an update and writes them last, so that a file that cannot be edited leaves the crate unchanged.

use crate::files;
use crate::output::CommandError;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The new texts of files.
#[derive(Default)]
pub struct Changes {
    files: Vec<Change>,
}

struct Change {
    path: PathBuf,
    /// The text on disk, if the file exists.
    old: Option<String>,
    new: String,
}

impl Changes {
    /// The text of a file with the changes so far; `None` if there is no such file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn text(&self, path: &Path) -> Result<Option<String>, CommandError> {
        match self.files.iter().find(|change| change.path == path) {
            Some(change) => Ok(Some(change.new.clone())),
            None => read_file(path),
        }
    }

    /// Replaces the text of a file, or adds the file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn set(&mut self, path: &Path, new: String) -> Result<(), CommandError> {
        match self.files.iter_mut().find(|change| change.path == path) {
            Some(change) => change.new = new,
            None => self.files.push(Change { path: path.to_owned(), old: read_file(path)?, new }),
        }
        Ok(())
    }

    /// Reads something from the syntax of a Rust file.
    ///
    /// # Errors
    /// If the file cannot be read, or is not valid Rust.
    pub fn read<T>(&self, path: &Path, read: impl FnOnce(&str) -> syn::Result<T>) -> Result<T, CommandError> {
        let text = self.text(path)?;
        let text = text.ok_or_else(|| CommandError::new(format!("{} does not exist", path.display())))?;
        read(&text).map_err(|error| syntax_error(path, &error))
    }

    /// Edits a Rust file.
    ///
    /// # Errors
    /// If the file cannot be read, or is not valid Rust.
    pub fn edit(
        &mut self,
        path: &Path,
        edit: impl FnOnce(&str) -> syn::Result<String>,
    ) -> Result<(), CommandError> {
        let new = self.read(path, edit)?;
        self.set(path, new)
    }

    /// Edits a Rust file; `None` if `edit` cannot make the change.
    ///
    /// # Errors
    /// If the file cannot be read, or is not valid Rust.
    pub fn try_edit(
        &mut self,
        path: &Path,
        edit: impl FnOnce(&str) -> syn::Result<Option<String>>,
    ) -> Result<Option<()>, CommandError> {
        self.read(path, edit)?.map(|new| self.set(path, new)).transpose()
    }

    /// Writes all files. A Rust file is formatted if it is new or was formatted before.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self) -> Result<(), CommandError> {
        for Change { path, old, new } in &self.files {
            let is_rust = path.extension().is_some_and(|extension| extension == "rs");
            let was_formatted =
                old.as_ref().is_none_or(|old| files::formatted(old).is_some_and(|text| text == *old));
            let formatted = if is_rust && was_formatted { files::formatted(new) } else { None };
            files::write(path, formatted.as_deref().unwrap_or(new))?;
        }
        Ok(())
    }
}

fn read_file(path: &Path) -> Result<Option<String>, CommandError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CommandError::new(format!("{} cannot be read: {error}", path.display()))),
    }
}

fn syntax_error(path: &Path, error: &syn::Error) -> CommandError {
    let (path, start) = (path.display(), error.span().start());
    let text = format!("{path}:{}:{}: invalid Rust: {error}", start.line, start.column + 1);
    CommandError::new(text).with_hint("correct the file and run the update again; no file was written")
}
