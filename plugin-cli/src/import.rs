//! A crate from a specification.

use crate::codegen::{self, RustNames};
use crate::diagnostics::Diagnostics;
use crate::files;
use crate::spec::{self, Spec};
use crate::tell::{self, Failure, Listener};
use crate::yaml;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Reads a specification, and says what is odd about it.
///
/// # Errors
/// If it cannot be read, or makes no plugin.
pub fn read(path: &Path, listener: Listener) -> Result<Spec, Failure> {
    let mut diagnostics = open(path)?;
    let spec = yaml::read(&mut diagnostics).map(|document| spec::read(&document, &mut diagnostics));
    match listener {
        Listener::Machine => diagnostics.json().for_each(|remark| tell::print(&format!("{remark}\n"))),
        Listener::Person => drop(write!(std::io::stderr(), "{diagnostics}")),
    }
    match spec {
        Some(spec) if !diagnostics.has_errors() => Ok(spec),
        _ => Err(Failure::new(format!("{} is no specification of a plugin", path.display()))),
    }
}

/// A specification as data: the keys and values of the YAML.
///
/// # Errors
/// If it cannot be read.
pub fn value(path: &Path) -> Result<Value, Failure> {
    let mut diagnostics = open(path)?;
    match yaml::read(&mut diagnostics) {
        Some(document) => Ok(document.value()),
        None => Err(Failure::new(diagnostics.to_string().trim_end().trim_start_matches("error: "))),
    }
}

/// How large a file may be: seven times the largest specification known.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

fn open(path: &Path) -> Result<Diagnostics, Failure> {
    let fail = |reason: String| {
        let failure = Failure::new(format!("{} cannot be read: {reason}", path.display()));
        failure.help("name the file of the specification, such as plugin.spec.yaml")
    };
    let mut text = String::new();
    let file = File::open(path).map_err(|error| fail(error.to_string()))?;
    // A device has no end.
    file.take(MAX_FILE_BYTES + 1).read_to_string(&mut text).map_err(|error| fail(error.to_string()))?;
    match text.len() as u64 > MAX_FILE_BYTES {
        true => Err(fail("it is larger than 1 MiB".to_owned())),
        false => Ok(Diagnostics::new(path.display().to_string(), text)),
    }
}

/// Writes the crate into `to`, or into a folder of the plugin's name.
///
/// # Errors
/// If the folder is there already, or cannot be written.
pub fn run(path: &Path, to: Option<PathBuf>, core: &Path, listener: Listener) -> Result<(), Failure> {
    let spec = read(path, listener)?;
    let to = to.unwrap_or_else(|| crate::manifest::package_name(&spec).into());
    let names = RustNames::of(&spec);
    files::create(&to, &codegen::crate_files(&spec, &names, core))?;
    let (actions, triggers, tasks) = (spec.actions.len(), spec.triggers.len(), spec.tasks.len());
    let counts = [count(actions, "action"), count(triggers, "trigger"), count(tasks, "task")].join(", ");
    let text =
        format!("wrote {}: {counts}. Each answers that it is not written yet; see src/.", to.display());
    let object = json!({
        "wrote": to.display().to_string(), "actions": actions, "triggers": triggers, "tasks": tasks,
    });
    listener.tell(text, &object);
    Ok(())
}

/// `1 action`, `2 actions`
fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
