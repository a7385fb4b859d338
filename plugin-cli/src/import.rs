//! A crate from a specification.

use crate::files;
use crate::report::Report;
use crate::spec::{self, Spec};
use crate::write::{self, Names};
use crate::{Failure, yaml};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Reads a specification, and says on stderr what is odd about it.
///
/// # Errors
/// If it cannot be read, or makes no plugin.
pub fn read(path: &Path, json: bool) -> Result<Spec, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("{} cannot be read: {error}", path.display())))?;
    let mut report = Report::new(path.display().to_string(), text);
    let document = yaml::read(&mut report);
    let spec = document.map(|document| spec::read(&document, &mut report)).unwrap_or_default();
    if report.text.trim().is_empty() {
        report.error(Default::default(), "the file is empty", "");
    }
    match json {
        true => report.json().for_each(|remark| crate::print(&format!("{remark}\n"))),
        false => eprint!("{report}"),
    }
    match report.has_errors() {
        true => Err(Failure::new(format!("{} is no specification of a plugin", path.display()))),
        false => Ok(spec),
    }
}

/// A specification as data: the keys and values of the YAML.
///
/// # Errors
/// If it cannot be read.
pub fn value(path: &Path) -> Result<Value, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("{} cannot be read: {error}", path.display())))?;
    let mut report = Report::new(path.display().to_string(), text);
    match yaml::read(&mut report) {
        Some(document) => Ok(document.value()),
        None => Err(Failure::new(report.to_string().trim_end())),
    }
}

/// Writes the crate into `to`, or into a folder of the plugin's name.
///
/// # Errors
/// If the folder is there already, or cannot be written.
pub fn run(path: &Path, to: Option<PathBuf>, core: &Path, json: bool) -> Result<(), Failure> {
    let spec = read(path, json)?;
    let to = to.unwrap_or_else(|| crate::manifest::package_name(&spec).into());
    let names = Names::of(&spec);
    files::create(&to, &write::files(&spec, &names, core))?;
    eprintln!(
        "wrote {}: {} actions, {} triggers, {} tasks. Each says that it is not written yet; see src/.",
        to.display(),
        spec.actions.len(),
        spec.triggers.len(),
        spec.tasks.len()
    );
    Ok(())
}
