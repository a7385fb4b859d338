//! Updates the version and the description in Cargo.toml, and the history in CHANGELOG.md.

use super::changes::Changes;
use crate::output::CommandError;
use crate::spec::Spec;
use serde_json::Value;
use std::path::Path;
use toml_edit::{DocumentMut, Item, value};

/// An update: the key of the specification, and the file.
pub type Updated = (&'static str, &'static str);

/// Writes the values of the specification, and returns what changed. A version that the package inherits stays as it is.
///
/// # Errors
/// If a file cannot be read.
pub fn update(changes: &mut Changes, spec: &Spec, present: &Value) -> Result<Vec<Updated>, CommandError> {
    let mut updated = Vec::new();
    let path = Path::new("Cargo.toml");
    let text = changes.text(path)?.unwrap_or_default();
    if let Ok(mut document) = text.parse::<DocumentMut>() {
        for (key, new) in [("version", &spec.version), ("description", &spec.description)] {
            let old = document.get_mut("package").and_then(|package| package.get_mut(key));
            if let Some(old) = old.filter(|old| old.as_str().is_some_and(|old| old != new)) {
                set(old, new);
                updated.push((key, "Cargo.toml"));
            }
        }
        if !updated.is_empty() {
            changes.set(path, document.to_string())?;
        }
    }
    let path = Path::new("CHANGELOG.md");
    let known = present["version_history"].as_array().map(Vec::as_slice).unwrap_or_default();
    let (new, old) = spec.history.split_at(spec.history.len().saturating_sub(known.len()));
    let text = changes.text(path)?.unwrap_or_default();
    let first = known.first().and_then(Value::as_str).and_then(|first| text.find(&format!("- {first}")));
    if let (false, true, Some(position)) = (new.is_empty(), old.iter().eq(known), first) {
        let entries: String = new.iter().map(|entry| format!("- {entry}\n")).collect();
        changes.set(path, format!("{}{entries}{}", &text[..position], &text[position..]))?;
        updated.push(("version_history", "CHANGELOG.md"));
    }
    Ok(updated)
}

/// Replaces a value and keeps the comment beside it.
fn set(item: &mut Item, new: &str) {
    let decor = item.as_value().map(|value| value.decor().clone());
    *item = value(new);
    if let (Some(value), Some(decor)) = (item.as_value_mut(), decor) {
        *value.decor_mut() = decor;
    }
}
