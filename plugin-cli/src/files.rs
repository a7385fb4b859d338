//! Writes files and formats them with rustfmt.

use crate::codegen::GeneratedFile;
use crate::output::{CommandError, print_stderr};
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes all files of a crate into a new folder, and formats the Rust files.
///
/// # Errors
/// If the folder exists, or cannot be written.
pub fn create_crate(folder: &Path, files: &[GeneratedFile]) -> Result<(), CommandError> {
    check_is_new(folder)?;
    for file in files {
        write(&folder.join(&file.path), &file.text)?;
    }
    format_modules(&folder.join("src/main.rs"));
    if is_in_foreign_workspace(folder) {
        let folder = folder.display();
        print_stderr(format_args!(
            "warning: {folder} is in the folder of a workspace that does not list it: Cargo does not build it"
        ));
        print_stderr(format_args!(
            "  = help: add it to `members` of that workspace, or add `[workspace]` to {folder}/Cargo.toml"
        ));
    }
    Ok(())
}

/// Checks that a folder does not exist.
///
/// # Errors
/// If it exists.
pub fn check_is_new(folder: &Path) -> Result<(), CommandError> {
    if folder.exists() {
        let error = CommandError::new(format!("{} already exists", folder.display()));
        return Err(error.with_hint("pass a folder that does not exist: `--to PATH`"));
    }
    Ok(())
}

/// Whether Cargo refuses the crate because a workspace around it does not list it.
fn is_in_foreign_workspace(folder: &Path) -> bool {
    let mut locate = Command::new(cargo());
    locate.args(["locate-project", "--workspace"]).current_dir(folder);
    let output = locate.output().ok().filter(|output| !output.status.success());
    output.is_some_and(|output| {
        String::from_utf8_lossy(&output.stderr).contains("in a workspace when it's not")
    })
}

/// The Cargo that started this tool, or else the one in `PATH`.
pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Writes a file, and creates its folder.
///
/// # Errors
/// If the file cannot be written.
pub fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    let written = match path.parent() {
        Some(folder) => fs::create_dir_all(folder).and_then(|()| fs::write(path, text)),
        None => fs::write(path, text),
    };
    written.map_err(|error| CommandError::new(format!("{} cannot be written: {error}", path.display())))
}

/// Formats a Rust file and the modules that it declares. A failure is a warning, since the files compile without it.
fn format_modules(path: &Path) {
    let status = Command::new("rustfmt").args(["--edition", "2024"]).arg(path).status();
    if !status.is_ok_and(|status| status.success()) {
        print_stderr("warning: rustfmt did not format the files\n  = help: run `cargo fmt`");
    }
}

/// The text as rustfmt formats it; `None` if rustfmt is missing or does not parse the text.
pub fn formatted(text: &str) -> Option<String> {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut running = rustfmt.spawn().ok()?;
    running.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = running.wait_with_output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}
