//! Folders and files.

use crate::codegen::GeneratedFile;
use crate::tell::{Failure, remark};
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes all files into a new folder, the Rust ones formatted.
///
/// # Errors
/// If the folder is there already, or cannot be written.
pub fn create(folder: &Path, files: &[GeneratedFile]) -> Result<(), Failure> {
    if folder.exists() {
        let text = format!("{} is there already", folder.display());
        return Err(Failure::new(text).help("take it away, or name another folder"));
    }
    for file in files {
        write(&folder.join(&file.path), &file.text)?;
    }
    format(&folder.join("src/main.rs"));
    if is_in_foreign_workspace(folder) {
        let folder = folder.display();
        remark(format_args!(
            "warning: {folder} lies within another workspace, so that Cargo does not build it"
        ));
        remark(format_args!(
            "  = help: add it to `members` of that workspace, or write `[workspace]` into {folder}/Cargo.toml"
        ));
    }
    Ok(())
}

/// Whether Cargo refuses the crate, since it lies in the folder of a workspace that does not have it.
fn is_in_foreign_workspace(folder: &Path) -> bool {
    let mut locate = Command::new(cargo());
    locate.args(["locate-project", "--workspace"]).current_dir(folder);
    let output = locate.output().ok().filter(|output| !output.status.success());
    output.is_some_and(|output| {
        String::from_utf8_lossy(&output.stderr).contains("in a workspace when it's not")
    })
}

/// The Cargo that this was started by, or else the one that is found.
pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
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

/// Formats a file of Rust and the modules it names. Without rustfmt they stay as they are, which compiles as well.
fn format(path: &Path) {
    let formatted = Command::new("rustfmt").args(["--edition", "2024"]).arg(path).status();
    if !formatted.is_ok_and(|status| status.success()) {
        remark("warning: rustfmt did not format the files; try `cargo fmt`");
    }
}

/// Rust as rustfmt writes it; `None` if there is no rustfmt, or it does not understand the text.
pub fn formatted(text: &str) -> Option<String> {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut running = rustfmt.spawn().ok()?;
    running.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = running.wait_with_output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}
