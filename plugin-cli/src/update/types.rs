//! Adds the types that new steps and new fields use, unless the crate has them.

use super::changes::Changes;
use super::crate_code::{CrateCode, CrateStruct};
use super::items;
use crate::codegen::{self, RustNames};
use crate::output::CommandError;
use crate::spec::{Property, Spec};
use crate::{files, manifest};
use std::path::Path;

/// Adds the types of the properties that the crate does not have, and returns the structs of the others.
///
/// # Errors
/// If a struct is private, or a file cannot be read or edited.
pub fn add<'c>(
    changes: &mut Changes,
    spec: &Spec,
    code: &'c CrateCode,
    names: &RustNames,
    properties: &[&Property],
) -> Result<Vec<&'c CrateStruct>, CommandError> {
    let mut new = spec.types_of(properties.iter().copied());
    let is_direct = |name: &str| properties.iter().any(|property| property.ty.custom_name() == Some(name));
    let reused: Vec<&CrateStruct> =
        new.iter().filter(|name| is_direct(name)).filter_map(|name| code.custom_type(name)).collect();
    if let Some(private) = reused.iter().find(|known| !known.is_public) {
        let message =
            format!("`{}` in {} is private, but other files need it", private.ident, private.place());
        return Err(CommandError::new(message).with_hint("make it `pub`; no file was written"));
    }
    new.retain(|name| code.custom_type(name).is_none());
    if new.is_empty() {
        return Ok(reused);
    }
    // A type that no step used before may be in Cargo.toml.
    let cargo_toml = Path::new("Cargo.toml");
    let text = changes.text(cargo_toml)?.unwrap_or_default();
    changes.set(cargo_toml, manifest::without_types(&text, &new))?;
    let path = Path::new("src/types.rs");
    if changes.text(path)?.is_none() {
        changes.set(path, "//! The custom types of the plugin.\n".to_owned())?;
    }
    let imported = changes.read(path, items::imported_names)?;
    let (imports, types) = codegen::types(spec, names, &new);
    let lines = imports.lines_of(|name| !imported.contains(name));
    if !lines.is_empty() {
        changes.edit(path, |text| items::with_imports(text, &lines))?;
    }
    let text = changes.text(path)?.unwrap_or_default();
    let types = files::formatted(&types).unwrap_or(types);
    changes.set(path, format!("{}\n\n{types}", text.trim_end()))?;
    changes.edit(Path::new("src/main.rs"), |text| items::with_module(text, "mod", "types"))?;
    Ok(reused)
}
