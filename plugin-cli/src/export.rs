//! The specification of the plugin in the present folder.

use crate::files;
use crate::tell::{self, Failure, Listener, object};
use serde_json::Value;
use similar::TextDiff;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the plugin says about itself. It is built for that, and what the compiler says of it is shown.
///
/// # Errors
/// If it does not build, or says nothing.
pub fn spec(folder: &Path, format: &str) -> Result<String, Failure> {
    if !folder.join("Cargo.toml").is_file() {
        let failure = Failure::new(format!("{} is no crate: it has no Cargo.toml", folder.display()));
        return Err(failure.help("change to the folder of the plugin"));
    }
    let mut command = Command::new(files::cargo());
    command.args(["run", "--quiet", "--", "spec", "--format", format]).current_dir(folder);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| Failure::new(format!("cargo cannot be started: {error}")))?;
    match output.status.success() {
        true => String::from_utf8(output.stdout).map_err(|_| Failure::new("the plugin wrote no text")),
        false => {
            Err(Failure::new("the plugin did not tell its specification").help("see above for the reason"))
        }
    }
}

/// The specification as data.
///
/// # Errors
/// If the plugin does not build, or says something else.
pub fn value(folder: &Path) -> Result<Value, Failure> {
    serde_json::from_str(&spec(folder, "json")?)
        .map_err(|error| Failure::new(format!("the plugin did not write JSON: {error}")))
}

/// Writes plugin.spec.yaml, or with `check` only says whether it is what the code says.
///
/// # Errors
/// If the plugin does not build, the file cannot be written, or with `check` it is stale.
pub fn run(check: bool, listener: Listener) -> Result<(), Failure> {
    let path = Path::new("plugin.spec.yaml");
    let text = spec(Path::new("."), "yaml")?;
    let old = std::fs::read_to_string(path).ok();
    if old.as_deref() == Some(&text) {
        listener.tell("plugin.spec.yaml is what the code says", &object("fresh", path.display()));
        return Ok(());
    }
    if !check {
        files::write(path, &text)?;
        listener.tell("wrote plugin.spec.yaml", &object("wrote", path.display()));
        return Ok(());
    }
    let Some(old) = old else {
        return Err(Failure::new("there is no plugin.spec.yaml").help("run `cargo plugin spec`"));
    };
    let diff = TextDiff::from_lines(&old, &text);
    let diff = diff.unified_diff().context_radius(3).header("plugin.spec.yaml", "the code").to_string();
    match listener {
        Listener::Person => tell::print(&diff),
        Listener::Machine => tell::print(&format!("{}\n", object("diff", &diff))),
    }
    Err(Failure::new("plugin.spec.yaml is not what the code says").help("run `cargo plugin spec`"))
}
