//! `cargo plugin import` creates a crate from a specification.

use crate::codegen::{self, GeneratedFile, RustNames};
use crate::diagnostics::Diagnostics;
use crate::output::{CommandError, OutputFormat};
use crate::spec::{self, Spec};
use crate::{files, manifest, yaml};
use serde_json::{Value, json};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Creates the crate in `to`, or in a folder with the name of the plugin.
///
/// # Errors
/// If the specification is invalid, or the folder exists or cannot be written.
pub fn run(path: &Path, to: Option<PathBuf>, core: &Path, output: OutputFormat) -> Result<(), CommandError> {
    let spec = read_spec(path, output)?;
    let to = to.unwrap_or_else(|| manifest::package_name(&spec).into());
    let names = RustNames::new(&spec);
    let mut files = codegen::crate_files(&spec, &names, core);
    let text = open(path)?.text;
    files.push(GeneratedFile { path: "plugin.spec.yaml".into(), text });
    files::create_crate(&to, &files)?;
    let (actions, triggers, tasks) = (spec.actions.len(), spec.triggers.len(), spec.tasks.len());
    let counts = [count(actions, "action"), count(triggers, "trigger"), count(tasks, "task")].join(", ");
    let unused = spec.unused_types();
    let mut text = format!(
        "wrote {}: {counts}. Each step returns an error until you implement it in src/.",
        to.display()
    );
    if !unused.is_empty() {
        text.push_str(&format!(
            "\nleft out {} that nothing uses: {}",
            count(unused.len(), "type"),
            unused.join(", ")
        ));
    }
    let object = json!({
        "wrote": to.display().to_string(), "actions": actions, "triggers": triggers, "tasks": tasks,
        "unused_types": unused,
    });
    output.report(text, &object);
    Ok(())
}

/// `1 action`, `2 actions`
fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Reads a specification and prints the diagnostics about it.
///
/// # Errors
/// If the file cannot be read, or a diagnostic is an error.
pub fn read_spec(path: &Path, output: OutputFormat) -> Result<Spec, CommandError> {
    let mut diagnostics = open(path)?;
    let spec = yaml::read(&mut diagnostics).map(|document| spec::read(&document, &mut diagnostics));
    output.diagnostics(&diagnostics);
    match spec {
        Some(spec) if !diagnostics.has_errors() => Ok(spec),
        _ => Err(CommandError::new(format!("{} is not a valid specification", path.display()))),
    }
}

/// Reads a YAML file as JSON.
///
/// # Errors
/// If the file cannot be read, or is not valid YAML.
pub fn read_value(path: &Path) -> Result<Value, CommandError> {
    let mut diagnostics = open(path)?;
    match yaml::read(&mut diagnostics) {
        Some(document) => Ok(document.value()),
        None => {
            let text = diagnostics.to_string();
            Err(CommandError::new(text.trim_end().trim_start_matches("error: ")))
        }
    }
}

/// The largest known specification has a seventh of this size.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// Reads a file; it has no diagnostics yet.
fn open(path: &Path) -> Result<Diagnostics, CommandError> {
    let error = |reason: String| {
        let error = CommandError::new(format!("{} cannot be read: {reason}", path.display()));
        error.with_hint("pass the path of a specification, such as plugin.spec.yaml")
    };
    let mut text = String::new();
    let file = File::open(path).map_err(|source| error(source.to_string()))?;
    // A device such as /dev/zero has no end.
    file.take(MAX_FILE_BYTES + 1).read_to_string(&mut text).map_err(|source| error(source.to_string()))?;
    match text.len() as u64 > MAX_FILE_BYTES {
        true => Err(error("it is larger than 1 MiB".to_owned())),
        false => Ok(Diagnostics::new(path.display().to_string(), text)),
    }
}
