//! A crate from a specification.

use crate::files;
use crate::report::Report;
use crate::spec::{self, Spec};
use crate::tell::{self, Failure, Listener};
use crate::write::{self, Names};
use crate::yaml;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Reads a specification, and says what is odd about it.
///
/// # Errors
/// If it cannot be read, or makes no plugin.
pub fn read(path: &Path, listener: Listener) -> Result<Spec, Failure> {
    let mut report = open(path)?;
    let spec = yaml::read(&mut report).map(|document| spec::read(&document, &mut report));
    match listener {
        Listener::Machine => report.json().for_each(|remark| tell::print(&format!("{remark}\n"))),
        Listener::Person => eprint!("{report}"),
    }
    match spec {
        Some(spec) if !report.has_errors() => Ok(spec),
        _ => Err(Failure::new(format!("{} is no specification of a plugin", path.display()))),
    }
}

/// A specification as data: the keys and values of the YAML.
///
/// # Errors
/// If it cannot be read.
pub fn value(path: &Path) -> Result<Value, Failure> {
    let mut report = open(path)?;
    match yaml::read(&mut report) {
        Some(document) => Ok(document.value()),
        None => Err(Failure::new(report.to_string().trim_end().trim_start_matches("error: "))),
    }
}

fn open(path: &Path) -> Result<Report, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Report::new(path.display().to_string(), text)),
        Err(error) => {
            let failure = Failure::new(format!("{} cannot be read: {error}", path.display()));
            Err(failure.help("name the file of the specification, such as plugin.spec.yaml"))
        }
    }
}

/// Writes the crate into `to`, or into a folder of the plugin's name.
///
/// # Errors
/// If the folder is there already, or cannot be written.
pub fn run(path: &Path, to: Option<PathBuf>, core: &Path, listener: Listener) -> Result<(), Failure> {
    let spec = read(path, listener)?;
    let to = to.unwrap_or_else(|| crate::manifest::package_name(&spec).into());
    let names = Names::of(&spec);
    files::create(&to, &write::files(&spec, &names, core))?;
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
