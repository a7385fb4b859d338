//! Adds new steps: their files, their modules and their entries in `plugin!`.

use super::changes::Changes;
use super::crate_code::CrateCode;
use super::{items, plugin_macro};
use crate::codegen::RustNames;
use crate::output::CommandError;
use crate::spec::{Spec, StepSpec};
use std::path::{Path, PathBuf};

/// Declares the module of a step, and lists the step in `plugin!` in the order of the specification.
///
/// # Errors
/// If a file cannot be read or edited.
pub fn add(
    changes: &mut Changes,
    step: &StepSpec,
    spec: &Spec,
    code: &CrateCode,
    names: &RustNames,
) -> Result<(), CommandError> {
    let (kind, ident) = (format!("{}s", step.kind.name()), names.step(step));
    let (main, modules) = (Path::new("src/main.rs"), PathBuf::from(format!("src/{kind}/mod.rs")));
    if changes.text(&modules)?.is_none() {
        changes.set(&modules, format!("//! The {kind}, one file each.\n"))?;
    }
    changes.edit(&modules, |text| items::with_module(text, "pub mod", ident))?;
    changes.edit(main, |text| items::with_module(text, "mod", &kind))?;
    let steps: Vec<&StepSpec> = spec.steps().filter(|other| other.kind == step.kind).collect();
    let position = steps.iter().position(|other| other.name == step.name).unwrap_or(0);
    let before: Vec<&str> =
        steps[..position].iter().rev().map(|step| function_name(step, code, names)).collect();
    let entry = format!("{kind}::{ident}::{ident}");
    changes.try_edit(main, |text| plugin_macro::with_step(text, &kind, &entry, &before))?.ok_or_else(|| {
        let error = CommandError::new(format!("src/main.rs has no `plugin!` with a list of {kind}"));
        error.with_hint(format!("write `plugin! {{ .., {kind}: [] }}` in src/main.rs; no file was written"))
    })
}

/// The function of a step: the one in the crate, or the one that is added.
fn function_name<'a>(step: &StepSpec, code: &'a CrateCode, names: &'a RustNames) -> &'a str {
    let known = code.function(step.kind.name(), &step.name);
    known.map_or_else(|| names.step(step), |function| &function.ident)
}
