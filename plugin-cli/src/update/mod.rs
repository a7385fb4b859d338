//! `cargo plugin update` updates a crate from a newer specification: it adds new steps and types, and
//! reports all other differences. It edits no function body.

mod changes;
mod compare;
mod items;
mod plugin_macro;
mod source;

use crate::codegen::{self, GeneratedFile, RustNames};
use crate::manifest;
use crate::output::{CommandError, OutputFormat, object, print_stderr, print_stdout};
use crate::spec::{Spec, StepSpec};
use crate::{export, files, import, plugin_folder};
use changes::Changes;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Updates the crate in the current folder.
///
/// # Errors
/// If the specification or the crate cannot be read, or a file cannot be written.
pub fn run(path: &Path, output: OutputFormat) -> Result<(), CommandError> {
    plugin_folder::check(output)?;
    let spec = import::read_spec(path, output)?;
    let present = export::spec_value()?;
    let names = RustNames::new(&spec);
    let new: Vec<&StepSpec> = spec.steps().filter(|step| !has_step(&present, step)).collect();
    let step_files: Vec<GeneratedFile> =
        new.iter().map(|step| codegen::step_file(step, &spec, &names)).collect();
    if let Some(file) = step_files.iter().find(|file| file.path.exists()) {
        let error = CommandError::new(format!(
            "{} exists, but `plugin!` does not list its step",
            file.path.display()
        ));
        return Err(error.with_hint("list the step in src/main.rs, or remove the file"));
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
        output.report(format!("added {path}"), &object("added", path));
    }
    report(path, &present, output)
}

fn has_step(present: &Value, step: &StepSpec) -> bool {
    present[format!("{}s", step.kind.name())].get(&step.name).is_some()
}

/// Declares the module of a step and lists the step in `plugin!`.
fn add_step(changes: &mut Changes, step: &StepSpec, names: &RustNames) -> Result<(), CommandError> {
    let (kind, ident) = (format!("{}s", step.kind.name()), names.step(step));
    let (main, modules) = (Path::new("src/main.rs"), PathBuf::from(format!("src/{kind}/mod.rs")));
    if changes.text(&modules)?.is_none() {
        changes.set(&modules, format!("//! The {kind}, one file each.\n"))?;
    }
    changes.edit(&modules, |text| items::with_module(text, "pub mod", ident))?;
    changes.edit(main, |text| items::with_module(text, "mod", &kind))?;
    let entry = format!("{kind}::{ident}::{ident}");
    changes.try_edit(main, |text| plugin_macro::with_step(text, &kind, &entry))?.ok_or_else(|| {
        let error = CommandError::new(format!("src/main.rs has no `plugin!` with a list of {kind}"));
        error.with_hint(format!("write `plugin! {{ .., {kind}: [] }}` in src/main.rs; no file was written"))
    })
}

/// Adds the types that new steps use and the crate does not define.
fn add_types(
    changes: &mut Changes,
    spec: &Spec,
    names: &RustNames,
    new: &[&StepSpec],
) -> Result<(), CommandError> {
    let path = Path::new("src/types.rs");
    let mut used = spec.types_of(new.iter().flat_map(|step| step.properties()));
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
        changes.set(path, "//! The custom types of the plugin.\n".to_owned())?;
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

/// Reports the differences between the crate and the specification, except the added steps and types.
fn report(path: &Path, present: &Value, output: OutputFormat) -> Result<(), CommandError> {
    let expected = import::read_value(path)?;
    let differences = compare::differences(present, &expected);
    for difference in &differences {
        match output {
            OutputFormat::Text => print_stdout(&format!("{difference}\n")),
            OutputFormat::Json => print_stdout(&format!("{}\n", object("difference", difference))),
        }
    }
    if output == OutputFormat::Text {
        print_stderr(summary(differences.len()));
    }
    Ok(())
}

fn summary(differences: usize) -> String {
    match differences {
        0 => "no other differences".to_owned(),
        1 => "1 difference to resolve; the left side is the crate".to_owned(),
        _ => format!("{differences} differences to resolve; the left side is the crate"),
    }
}
