//! A crate brought up to a newer specification: what is new is added, what differs is told, no body is touched.

mod compare;
mod edit;

use crate::codegen::{self, GeneratedFile, RustNames};
use crate::spec::{Spec, Step};
use crate::tell::{self, Failure, Listener, object};
use crate::{export, files, import};
use edit::{with_entry, with_module};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Updates the crate in the present folder.
///
/// # Errors
/// If the specification or the crate cannot be read, or a file cannot be written.
pub fn run(path: &Path, listener: Listener) -> Result<(), Failure> {
    let spec = import::read(path, listener)?;
    let present = export::value(Path::new("."))?;
    let names = RustNames::of(&spec);
    let new: Vec<&Step> = spec.steps().filter(|step| !has(&present, step)).collect();
    let step_files: Vec<GeneratedFile> =
        new.iter().map(|step| codegen::step_file(step, &spec, &names)).collect();
    // Before anything is written.
    if let Some(file) = step_files.iter().find(|file| file.path.exists()) {
        let failure = Failure::new(format!("{} is there, but not listed in `plugin!`", file.path.display()));
        return Err(failure.help("list its step in src/main.rs, or take the file away"));
    }
    add_types(&spec, &names, &new)?;
    for (step, file) in new.iter().zip(&step_files) {
        files::write(&file.path, &files::formatted(&file.text).unwrap_or_else(|| file.text.clone()))?;
        enter(step, &names)?;
    }
    for file in &step_files {
        let path = file.path.display();
        listener.tell(format!("added {path}"), &object("added", path));
    }
    report(path, &present, listener)
}

fn has(present: &Value, step: &Step) -> bool {
    present[format!("{}s", step.kind.name())].get(&step.name).is_some()
}

/// Enters a step where steps are listed.
fn enter(step: &Step, names: &RustNames) -> Result<(), Failure> {
    let (kind, ident) = (format!("{}s", step.kind.name()), names.step(step));
    let modules = PathBuf::from(format!("src/{kind}/mod.rs"));
    if !modules.exists() {
        files::write(&modules, &format!("//! The {kind}, one file each.\n"))?;
    }
    files::edit(&modules, |modules| {
        let gap = if modules.contains("mod ") { "" } else { "\n" };
        Ok(format!("{modules}{gap}pub mod {ident};\n"))
    })?;
    let entry = format!("{kind}::{ident}::{ident}");
    files::edit(Path::new("src/main.rs"), |main| {
        with_entry(&with_module(main, &kind), &kind, &entry).ok_or_else(|| {
            let failure = Failure::new("src/main.rs has no `plugin! {` with the lists of steps");
            failure.help(format!("add `{entry}` to the {kind} yourself"))
        })
    })
}

/// The types that new steps use and the crate has not.
fn add_types(spec: &Spec, names: &RustNames, new: &[&Step]) -> Result<(), Failure> {
    let path = Path::new("src/types.rs");
    let old = fs::read_to_string(path).unwrap_or_default();
    let properties = new.iter().flat_map(|step| step.input.iter().chain(&step.output).chain(&step.state));
    let mut used = spec.used(properties);
    used.retain(|name| !old.contains(&format!("pub struct {} {{", names.custom_type(name))));
    if used.is_empty() {
        return Ok(());
    }
    // Those that nothing has used so far are in Cargo.toml.
    let manifest = fs::read_to_string("Cargo.toml")
        .map_err(|error| Failure::new(format!("Cargo.toml cannot be read: {error}")))?;
    files::write(Path::new("Cargo.toml"), &crate::manifest::without_types(&manifest, &used))?;
    if !path.exists() {
        files::write(path, "//! The plugin's own types.\n")?;
    }
    files::edit(path, |old| Ok(with_types(old, spec, names, &used)))?;
    files::edit(Path::new("src/main.rs"), |main| Ok(with_module(main, "types")))
}

/// The text of `types.rs` with these types, and with what they use.
fn with_types(old: &str, spec: &Spec, names: &RustNames, wanted: &[&str]) -> String {
    let (imports, text) = codegen::types(spec, names, wanted);
    let is_there = |name: &str| edit::uses(old).any(|used| used == name);
    let head = imports.lines_of(|name| !is_there(name));
    let text = files::formatted(&text).unwrap_or(text);
    let (comment, rest) = old.split_at(edit::head(old));
    let gap = if comment.is_empty() { "" } else { "\n\n" };
    format!("{}{gap}{head}{rest}\n{text}", comment.trim_end())
}

/// Says where the crate and the specification differ, now that what is new is there.
fn report(path: &Path, present: &Value, listener: Listener) -> Result<(), Failure> {
    let wanted = import::value(path)?;
    let differences = compare::differences(present, &wanted);
    for difference in &differences {
        match listener {
            Listener::Person => tell::print(&format!("{difference}\n")),
            Listener::Machine => tell::print(&format!("{}\n", object("difference", difference))),
        }
    }
    if listener == Listener::Person {
        tell::remark(summary(differences.len()));
    }
    Ok(())
}

fn summary(differences: usize) -> String {
    match differences {
        0 => "nothing else differs".to_owned(),
        1 => "1 difference is for you to settle: the crate is the left side.".to_owned(),
        _ => format!("{differences} differences are for you to settle: the crate is the left side."),
    }
}
