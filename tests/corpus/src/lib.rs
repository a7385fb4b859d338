//! Imports real specifications, and compares the results with those of the official tool.
//!
//! All crates are built in one workspace with one target folder. `cargo run -p corpus` takes every specification,
//! `cargo run -p corpus -- NAME ..` some; the test takes a sample. `cargo run -p corpus -- --timing` measures the compile time
//! of the derives.

mod case;
mod compare;
pub mod timing;

pub use case::{Case, Result, cases, sample, traps};

use case::root;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Imports, builds and compares. Returns a line for each difference. `folder` is the folder of the crates within `target`.
///
/// # Errors
/// If files or processes cannot be used.
pub fn run(cases: &[Case], folder: &str) -> Result<Vec<String>> {
    let (tool, folder) = (tool()?, root().join("target").join(folder));
    let crates = folder.join("crates");
    if crates.exists() {
        fs::remove_dir_all(&crates)?;
    }
    fs::create_dir_all(&crates)?;
    let mut differences = Vec::new();
    for case in cases {
        let mut import = Command::new(&tool);
        import.args(["import", "--to"]).arg(crates.join(&case.name)).arg(&case.spec);
        let output = import.output()?;
        if !output.status.success() {
            differences.push(format!(
                "{}: not imported: {}",
                case.name,
                String::from_utf8_lossy(&output.stderr)
            ));
        }
    }
    differences.extend(build(&folder)?);
    let built = folder.join("target/debug");
    for case in cases {
        differences.extend(compare::case(case, &tool, &built)?);
    }
    Ok(differences)
}

/// The tool, built from this workspace.
fn tool() -> Result<PathBuf> {
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--locked", "--package", "plugin-cli"]).current_dir(root());
    let target = root().join("target");
    build.arg("--target-dir").arg(&target);
    match build.status()?.success() {
        true => Ok(target.join("debug/cargo-plugin")),
        false => Err("the tool does not build".into()),
    }
}

/// Builds all crates, and returns a line for each warning and each error.
fn build(folder: &Path) -> Result<Vec<String>> {
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\n\
                    [profile.dev]\ndebug = false\nincremental = false\n";
    fs::write(folder.join("Cargo.toml"), manifest)?;
    // The same versions as here.
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--workspace", "--keep-going", "--message-format", "short"]).current_dir(folder);
    let output = build.env_remove("CARGO_TARGET_DIR").output()?;
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_diagnostic =
        |line: &&str| line.contains("warning: ") || line.contains("error: ") || line.contains("error[");
    let mut diagnostics: Vec<String> = stderr.lines().filter(is_diagnostic).map(str::to_owned).collect();
    if !output.status.success() && diagnostics.is_empty() {
        diagnostics.push(stderr);
    }
    Ok(diagnostics)
}
