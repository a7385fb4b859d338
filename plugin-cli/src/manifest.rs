//! The Cargo.toml of a plugin.

use crate::keywords;
use crate::spec::Spec;
use serde_json::Value;
use std::path::Path;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, value};

/// Keys with the value that the exported specification has by default. They are not written.
const DEFAULTS: [(&str, &str); 2] = [("plugin_spec_version", "v2"), ("extension", "plugin")];

/// A longer list gets a line for each item.
const MAX_LIST_BYTES: usize = 80;

/// The name of the package: the name of the plugin, changed where Cargo does not accept it.
pub fn package_name(spec: &Spec) -> String {
    let characters = spec
        .name
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() || character == '-' { character } else { '_' });
    let name: String = characters.collect();
    match name.chars().next() {
        Some(first) if first.is_ascii_digit() || first == '-' => format!("plugin_{name}"),
        _ if keywords::is_reserved_package(&name) => format!("{name}_plugin"),
        _ => name,
    }
}

/// The text of the file. `core` is the folder of the crate plugin-core.
pub fn write(spec: &Spec, core: &Path) -> String {
    let mut document = DocumentMut::new();
    let mut package = Table::new();
    package.insert("name", value(package_name(spec)));
    package.insert("description", value(&spec.description));
    package.insert("version", value(&spec.version));
    package.insert("edition", value("2024"));
    package.insert("publish", value(false));
    let plugin = metadata(spec);
    if !plugin.is_empty() {
        let mut metadata = Table::new();
        metadata.set_implicit(true);
        metadata.insert("plugin", Item::Table(plugin));
        package.insert("metadata", Item::Table(metadata));
    }
    document.insert("package", Item::Table(package));
    let dependency = |keys: &[(&str, toml_edit::Value)]| value(keys.iter().cloned().collect::<InlineTable>());
    let path = || ("path", core.display().to_string().into());
    let features =
        |names: &[&str]| ("features", toml_edit::Value::Array(names.iter().copied().collect::<Array>()));
    let mut dependencies = Table::new();
    dependencies.insert("plugin-core", dependency(&[path()]));
    dependencies.insert("serde", dependency(&[("version", "1".into()), features(&["derive"])]));
    dependencies.insert("serde_json", value("1"));
    dependencies.insert("tokio", dependency(&[("version", "1".into()), features(&["macros", "rt"])]));
    dependencies.insert("tracing", value("0.1"));
    document.insert("dependencies", Item::Table(dependencies));
    let mut dev = Table::new();
    dev.insert("plugin-core", dependency(&[path(), features(&["testing"])]));
    document.insert("dev-dependencies", Item::Table(dev));
    document.to_string()
}

/// The manifest without these types in its list of unused types.
pub fn without_types(manifest: &str, names: &[&str]) -> String {
    let Ok(mut document) = manifest.parse::<DocumentMut>() else { return manifest.to_owned() };
    let types = ["package", "metadata", "plugin", "types"]
        .iter()
        .try_fold(document.as_item_mut(), |item, key| item.get_mut(key))
        .and_then(Item::as_table_mut);
    if let Some(types) = types {
        names.iter().for_each(|name| drop(types.remove(name)));
    }
    document.to_string()
}

/// The keys of the specification that the code does not contain.
fn metadata(spec: &Spec) -> Table {
    let mut table = Table::new();
    let is_default = |key: &str, value: &Value| {
        DEFAULTS.iter().any(|default| default.0 == key && *value == default.1)
            || (key == "products" && *value == serde_json::json!(["insightconnect"]))
    };
    for (key, value) in spec.metadata.iter().filter(|(key, value)| !is_default(key, value)) {
        table.insert(key, item(value));
    }
    table
}

/// An object as a table, which is easy to read. An object in a list stays in its line.
fn item(json: &Value) -> Item {
    match json {
        Value::Object(entries) => {
            let mut table = Table::new();
            table.set_implicit(!entries.is_empty() && entries.values().all(Value::is_object));
            for (key, json) in entries.iter().filter(|(_, json)| !json.is_null()) {
                table.insert(key, item(json));
            }
            Item::Table(table)
        }
        other => inline(other).map_or(Item::None, Item::Value),
    }
}

/// A value in one line; `None` for null, which TOML does not have.
fn inline(json: &Value) -> Option<toml_edit::Value> {
    Some(match json {
        Value::Null => return None,
        Value::Bool(bool) => (*bool).into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64()?.into(),
        },
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => toml_edit::Value::Array(list(items.iter().filter_map(inline).collect())),
        Value::Object(entries) => {
            let entries = entries.iter().filter_map(|(key, json)| Some((key.as_str(), inline(json)?)));
            toml_edit::Value::InlineTable(entries.collect())
        }
    })
}

/// Breaks a long list into lines.
fn list(mut items: Array) -> Array {
    if items.to_string().len() > MAX_LIST_BYTES {
        items.iter_mut().for_each(|item| item.decor_mut().set_prefix("\n    "));
        items.set_trailing_comma(true);
        items.set_trailing("\n");
    }
    items
}
