//! Updates a crate from a newer specification: adds what is new, reports what differs, edits no function body.

mod changes;
mod compare;
mod items;
mod plugin_macro;
mod source;

use crate::codegen::{self, GeneratedFile, RustNames};
use crate::manifest;
use crate::spec::{Spec, Step};
use crate::tell::{self, Failure, Listener, object};
use crate::{export, files, import};
use changes::Changes;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Updates the crate in the current folder.
///
/// # Errors
/// If the specification or the crate cannot be read, or a file cannot be written.
pub fn run(path: &Path, listener: Listener) -> Result<(), Failure> {
    let spec = import::read(path, listener)?;
    let present = export::value(Path::new("."))?;
    let names = RustNames::of(&spec);
    let new: Vec<&Step> = spec.steps().filter(|step| !has_step(&present, step)).collect();
    let step_files: Vec<GeneratedFile> =
        new.iter().map(|step| codegen::step_file(step, &spec, &names)).collect();
    if let Some(file) = step_files.iter().find(|file| file.path.exists()) {
        let failure = Failure::new(format!("{} is there, but not listed in `plugin!`", file.path.display()));
        return Err(failure.help("list its step in src/main.rs, or take the file away"));
    }
    let mut changes = Changes::default();
    add_types(&mut changes, &spec, &names, &new)?;
    for (step, file) in new.iter().zip(&step_files) {
        changes.set(&file.path, file.text.clone())?;
        add_step(&mut changes, step, &names)?;
    }
    changes.write()?;
    for file in &step_files {
        let path = file.path.display();
        listener.tell(format!("added {path}"), &object("added", path));
    }
    report(path, &present, listener)
}

fn has_step(present: &Value, step: &Step) -> bool {
    present[format!("{}s", step.kind.name())].get(&step.name).is_some()
}

/// Declares the module of a step and lists the step in `plugin!`.
fn add_step(changes: &mut Changes, step: &Step, names: &RustNames) -> Result<(), Failure> {
    let (kind, ident) = (format!("{}s", step.kind.name()), names.step(step));
    let (main, modules) = (Path::new("src/main.rs"), PathBuf::from(format!("src/{kind}/mod.rs")));
    if changes.text(&modules)?.is_none() {
        changes.set(&modules, format!("//! The {kind}, one file each.\n"))?;
    }
    changes.edit(&modules, |text| items::with_module(text, "pub mod", ident))?;
    changes.edit(main, |text| items::with_module(text, "mod", &kind))?;
    let entry = format!("{kind}::{ident}::{ident}");
    changes.try_edit(main, |text| plugin_macro::with_step(text, &kind, &entry))?.ok_or_else(|| {
        let failure = Failure::new(format!("src/main.rs has no `plugin!` with a list of {kind}"));
        failure.help(format!("write `plugin! {{ .., {kind}: [] }}` in src/main.rs; nothing is written"))
    })
}

/// Adds the types that new steps use and the crate does not define.
fn add_types(changes: &mut Changes, spec: &Spec, names: &RustNames, new: &[&Step]) -> Result<(), Failure> {
    let path = Path::new("src/types.rs");
    let properties = new.iter().flat_map(|step| step.input.iter().chain(&step.output).chain(&step.state));
    let mut used = spec.used(properties);
    if changes.text(path)?.is_some() {
        let defined = changes.read(path, items::defined_types)?;
        used.retain(|name| !defined.contains(names.custom_type(name)));
    }
    if used.is_empty() {
        return Ok(());
    }
    // A type that no step used before is in Cargo.toml.
    let cargo_toml = Path::new("Cargo.toml");
    let text = changes.text(cargo_toml)?.unwrap_or_default();
    changes.set(cargo_toml, manifest::without_types(&text, &used))?;
    if changes.text(path)?.is_none() {
        changes.set(path, "//! The plugin's own types.\n".to_owned())?;
    }
    let imported = changes.read(path, items::imported_names)?;
    let (imports, types) = codegen::types(spec, names, &used);
    changes
        .edit(path, |text| items::with_imports(text, &imports.lines_of(|name| !imported.contains(name))))?;
    let text = changes.text(path)?.unwrap_or_default();
    let types = files::formatted(&types).unwrap_or(types);
    changes.set(path, format!("{}\n\n{types}", text.trim_end()))?;
    changes.edit(Path::new("src/main.rs"), |text| items::with_module(text, "mod", "types"))
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
