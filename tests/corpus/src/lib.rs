//! Imports real specifications, and compares what comes out with what the official tool made of them.
//!
//! All crates are built in one workspace with one target folder. `cargo run -p corpus` takes every specification,
//! `cargo run -p corpus -- NAME ..` some; the test takes a sample. `cargo run -p corpus -- --timing` measures what the derives
//! cost the compiler.

mod compare;
pub mod timing;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What stops the work.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A specification, and what the official tool made of it, if it did.
#[derive(Clone, Debug)]
pub struct Case {
    /// Name of the plugin.
    pub name: String,
    spec: PathBuf,
    schemas: PathBuf,
}

impl Case {
    /// Whether the official tool made schemas of it.
    pub fn has_golden(&self) -> bool {
        self.schemas.is_file()
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The specifications of this folder that hold what goes wrong most easily.
///
/// # Errors
/// If they cannot be read.
pub fn traps() -> Result<Vec<Case>> {
    within(&Path::new(env!("CARGO_MANIFEST_DIR")).join("specs"))
}

/// The real specifications, in the order of their names: those of the folder `corpus` in the one that `PLUGIN_SHARED` names,
/// or in `../shared` beside the workspace. None if there is no such folder, which is said on stderr.
///
/// # Errors
/// If the folder cannot be read.
pub fn cases() -> Result<Vec<Case>> {
    let shared = std::env::var_os("PLUGIN_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let folder = shared.join("corpus");
    if !folder.is_dir() {
        eprintln!("SKIPPED: there is no {}; set PLUGIN_SHARED to the folder that has it", folder.display());
        return Ok(Vec::new());
    }
    within(&folder)
}

fn within(folder: &Path) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder)? {
        let spec = entry?.path();
        let file = spec.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(name) = file.strip_suffix(".spec.yaml") {
            cases.push(Case {
                name: name.to_owned(),
                schemas: folder.join(format!("{name}.schemas.json")),
                spec,
            });
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

/// Some of them: evenly out of the order of their sizes, so that small and large ones are among them.
///
/// # Errors
/// If a file cannot be read.
pub fn sample(cases: &[Case], count: usize) -> Result<Vec<Case>> {
    let mut sized = Vec::new();
    for case in cases {
        sized.push((fs::metadata(&case.spec)?.len(), case));
    }
    sized.sort_by_key(|(size, case)| (*size, case.name.clone()));
    let step = sized.len().div_ceil(count.max(1)).max(1);
    Ok(sized.into_iter().skip(step / 2).step_by(step).map(|(_, case)| case.clone()).collect())
}

/// Imports, builds and compares; gives a line for each thing that is not as it should be. `folder` is where the crates are
/// written, within `target`.
///
/// # Errors
/// If the work cannot be done at all.
pub fn run(cases: &[Case], folder: &str) -> Result<Vec<String>> {
    let (tool, folder) = (tool()?, root().join("target").join(folder));
    let crates = folder.join("crates");
    if crates.exists() {
        fs::remove_dir_all(&crates)?;
    }
    fs::create_dir_all(&crates)?;
    let mut wrong = Vec::new();
    for case in cases {
        let mut import = Command::new(&tool);
        import.args(["import", "--to"]).arg(crates.join(&case.name)).arg(&case.spec);
        let output = import.output()?;
        if !output.status.success() {
            wrong.push(format!("{}: not imported: {}", case.name, String::from_utf8_lossy(&output.stderr)));
        }
    }
    wrong.extend(build(&folder)?);
    let built = folder.join("target/debug");
    for case in cases {
        wrong.extend(compare::case(case, &tool, &built)?);
    }
    Ok(wrong)
}

/// The tool, built from this workspace.
fn tool() -> Result<PathBuf> {
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--locked", "--package", "plugin-cli"]).current_dir(root());
    // A target folder of its own, since a test must not wait for the cargo that runs it.
    let target = root().join("target/corpus-tool");
    build.arg("--target-dir").arg(&target);
    match build.status()?.success() {
        true => Ok(target.join("debug/cargo-plugin")),
        false => Err("the tool does not build".into()),
    }
}

/// Builds all crates, and gives a line for each warning and each error.
fn build(folder: &Path) -> Result<Vec<String>> {
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\n\
                    [profile.dev]\ndebug = false\nincremental = false\n";
    fs::write(folder.join("Cargo.toml"), manifest)?;
    // The same versions as here.
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--workspace", "--keep-going", "--message-format", "short"]).current_dir(folder);
    let output = build.env_remove("CARGO_TARGET_DIR").output()?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_remark =
        |line: &&str| line.contains("warning: ") || line.contains("error: ") || line.contains("error[");
    let mut remarks: Vec<String> = told.lines().filter(is_remark).map(str::to_owned).collect();
    if !output.status.success() && remarks.is_empty() {
        remarks.push(told);
    }
    Ok(remarks)
}
