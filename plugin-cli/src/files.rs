//! Folders and files.

use crate::tell::Failure;
use crate::write::File;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Writes all files into a new folder, the Rust ones formatted.
///
/// # Errors
/// If the folder is there already, or cannot be written.
pub fn create(folder: &Path, files: &[File]) -> Result<(), Failure> {
    if folder.exists() {
        let text = format!("{} is there already", folder.display());
        return Err(Failure::new(text).help("take it away, or name another folder"));
    }
    for file in files {
        write(&folder.join(&file.path), &file.text)?;
    }
    format(&[folder.join("src/main.rs")]);
    Ok(())
}

/// Writes a file, and the folders it is in.
///
/// # Errors
/// If that cannot be done.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let written = match path.parent() {
        Some(folder) => fs::create_dir_all(folder).and_then(|()| fs::write(path, text)),
        None => fs::write(path, text),
    };
    written.map_err(|error| Failure::new(format!("{} cannot be written: {error}", path.display())))
}

/// Formats Rust files and the modules they name. Without rustfmt they stay as they are, which compiles as well.
pub fn format(paths: &[PathBuf]) {
    let formatted = Command::new("rustfmt").args(["--edition", "2024"]).args(paths).status();
    if !formatted.is_ok_and(|status| status.success()) {
        eprintln!("warning: rustfmt did not format the files; try `cargo fmt`");
    }
}
