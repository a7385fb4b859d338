//! Checks that the current folder is a plugin, and that its Cargo.toml has what a specification needs and only known keys in
//! `[package.metadata.plugin]`.

use crate::diagnostics::{Diagnostics, Position};
use crate::output::{CommandError, OutputFormat};
use plugin_names::{SPEC_KEYS, nearest};
use std::fs;
use std::path::Path;
use toml_edit::{Document, Item, Table, TableLike};

const MANIFEST: &str = "Cargo.toml";

/// Keys of `[package.metadata.plugin]` that [`SPEC_KEYS`] does not have: the types that no field uses, and the author.
const MORE_KEYS: [&str; 2] = ["types", "author"];

/// Keys of a specification that come from elsewhere, and where that is.
const OTHER_SOURCES: [(&str, &str); 9] = [
    ("name", "`name` of `[package]`"),
    ("version", "`version` of `[package]`"),
    ("description", "`description` of `[package]`"),
    ("title", "`title` of `plugin!`"),
    ("vendor", "`vendor` of `plugin!`"),
    ("connection", "`connection` of `plugin!`"),
    ("actions", "`actions` of `plugin!`"),
    ("triggers", "`triggers` of `plugin!`"),
    ("tasks", "`tasks` of `plugin!`"),
];

/// Who supports a plugin.
const SUPPORT: [&str; 3] = ["community", "rapid7", "partner"];

/// Keys of `[package]` that a specification needs, and what to add.
const PACKAGE_KEYS: [(&str, &str); 2] =
    [("version", "version = \"1.0.0\""), ("description", "description = \"..\"")];

/// Keys of `[package.metadata.plugin]` that are lists in each known specification.
const LISTS: [&str; 7] =
    ["products", "status", "supported_versions", "tags", "key_features", "links", "references"];

/// Checks the current folder and its Cargo.toml.
///
/// # Errors
/// If the folder is not a plugin, or a key of its metadata is unknown or has a wrong type.
pub fn check(output: OutputFormat) -> Result<(), CommandError> {
    let Ok(text) = fs::read_to_string(MANIFEST) else {
        let error = CommandError::new("the current folder is not a plugin: it has no Cargo.toml");
        return Err(error.with_hint(match folder_above() {
            Some(folder) => format!("change to the folder of the plugin: `cd {folder}`"),
            None => "change to the folder of a plugin, or create one: `cargo plugin new NAME`".to_owned(),
        }));
    };
    // Cargo reports invalid TOML with its position.
    let Ok(manifest) = Document::parse(text.as_str()) else { return Ok(()) };
    if let Some(reason) = not_a_plugin(manifest.as_table()) {
        let error = CommandError::new(format!("the current folder is not a plugin: {reason}"));
        return Err(
            error.with_hint("change to the folder of a plugin, or create one: `cargo plugin new NAME`")
        );
    }
    let mut diagnostics = Diagnostics::new(MANIFEST.to_owned(), text.clone());
    check_package(manifest.as_table(), &text, &mut diagnostics);
    check_keys(manifest.as_table(), &text, &mut diagnostics);
    output.diagnostics(&diagnostics);
    match diagnostics.has_errors() {
        true => Err(CommandError::new("Cargo.toml has errors in `[package.metadata.plugin]`")),
        false => Ok(()),
    }
}

/// The relative path of the nearest folder above that is a plugin.
fn folder_above() -> Option<String> {
    let current = std::env::current_dir().ok()?;
    let depth = current.ancestors().position(|folder| is_plugin(&folder.join(MANIFEST)))?;
    Some(vec![".."; depth].join("/"))
}

fn is_plugin(manifest: &Path) -> bool {
    let text = fs::read_to_string(manifest).unwrap_or_default();
    Document::parse(text.as_str()).is_ok_and(|manifest| not_a_plugin(manifest.as_table()).is_none())
}

/// Why the manifest is not that of a plugin.
fn not_a_plugin(manifest: &Table) -> Option<String> {
    let Some(package) = manifest.get("package").and_then(Item::as_table_like) else {
        return Some("its Cargo.toml has no `[package]`".to_owned());
    };
    let dependencies = manifest.get("dependencies").and_then(Item::as_table_like);
    let mut dependencies = dependencies.into_iter().flat_map(TableLike::iter);
    let depends = dependencies.any(|(name, dependency)| {
        let key = |key: &str| dependency.as_table_like().and_then(|table| table.get(key));
        // A workspace can give the dependency another name.
        let is_inherited = key("workspace").is_some();
        let package = key("package").and_then(Item::as_str);
        is_inherited || package.unwrap_or(name) == "plugin-core"
    });
    let name = package.get("name").and_then(Item::as_str).unwrap_or_default();
    (!depends).then(|| format!("its package `{name}` does not depend on plugin-core"))
}

/// Warns about keys that the specification needs.
fn check_package(manifest: &Table, text: &str, diagnostics: &mut Diagnostics) {
    let Some(package) = manifest.get("package").and_then(Item::as_table) else { return };
    for (key, line) in PACKAGE_KEYS.into_iter().filter(|(key, _)| !package.contains_key(key)) {
        let position = package.span().map_or(Position::START, |span| position(text, span.start));
        diagnostics.warning(position, format!("`[package]` has no `{key}`"), format!("add `{line}`"));
    }
}

fn check_keys(manifest: &Table, text: &str, diagnostics: &mut Diagnostics) {
    let metadata =
        manifest.get("package").and_then(|package| package.get("metadata")).and_then(Item::as_table_like);
    let mut names = metadata.into_iter().flat_map(TableLike::iter).map(|(name, _)| name);
    if let Some(near) = names.find(|name| *name != "plugin" && nearest(name, ["plugin"]).is_some()) {
        let span = metadata.and_then(|metadata| metadata.get(near)).and_then(Item::span);
        let position = span.map_or(Position::START, |span| position(text, span.start));
        let message = format!("`[package.metadata.{near}]` is no part of the specification");
        diagnostics.error(position, message, "did you mean `[package.metadata.plugin]`?");
    }
    let mut keys = ["metadata", "plugin"].iter();
    let plugin = keys.try_fold(manifest.get("package"), |item, key| Some(item?.get(key)));
    let Some(plugin) = plugin.flatten().and_then(Item::as_table_like) else { return };
    let is_from_code = |name: &str| OTHER_SOURCES.iter().any(|(key, _)| *key == name);
    let known: Vec<_> = SPEC_KEYS.into_iter().chain(MORE_KEYS).filter(|key| !is_from_code(key)).collect();
    let place = |name: &str| {
        let span = plugin.get_key_value(name).and_then(|(key, _)| key.span());
        span.map_or(Position::START, |span| position(text, span.start))
    };
    if let Some(support) = plugin.get("support").and_then(Item::as_str)
        && let Some(known) = nearest(support, SUPPORT).filter(|known| *known != support)
    {
        let message = format!("unknown support `{support}`");
        diagnostics.error(place("support"), message, format!("did you mean `{known}`?"));
    }
    for (name, _) in plugin.iter().filter(|(name, item)| LISTS.contains(name) && item.as_array().is_none()) {
        let hint = format!("write `{name} = [\"..\"]`");
        diagnostics.error(place(name), format!("`{name}` must be a list"), hint);
    }
    for (name, _) in plugin.iter().filter(|(name, _)| !known.contains(name)) {
        let message = format!("unknown key `{name}` in `[package.metadata.plugin]`");
        let source = OTHER_SOURCES.iter().find(|(key, _)| *key == name);
        let hint = match (source, nearest(name, known.iter().copied())) {
            (Some((_, source)), _) => format!("remove it: the specification has the {source}"),
            (None, Some(known)) => format!("did you mean `{known}`?"),
            (None, None) => "remove it: a specification has no such key".to_owned(),
        };
        diagnostics.error(place(name), message, hint);
    }
}

/// The line and column of a byte.
fn position(text: &str, byte: usize) -> Position {
    let before = text.get(..byte).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    Position { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
}
