//! What a plugin tells about itself over HTTP.

use crate::plugin::Plugin;
use crate::schema::{dialect, spec};
use crate::step::Step;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A step as `plugin.spec.yaml` has it.
pub(super) fn details(step: &Step) -> Value {
    let mut details = Map::new();
    details.insert("title".into(), step.title.into());
    details.insert("description".into(), step.description.into());
    for (key, table) in [("input", step.input), ("output", step.output), ("state", step.state)] {
        if let Some(section) = spec::section(table()) {
            details.insert(key.into(), section);
        }
    }
    if let Some(schedule) = step.schedule.and_then(|text| serde_json::from_str(text).ok()) {
        details.insert("schedule".into(), schedule);
    }
    Value::Object(details)
}

/// The input schemas of the actions.
pub(super) fn definitions(plugin: &Plugin) -> Value {
    let definition = |action: &Step| json!({"identifier": action.name, "inputJsonSchema": dialect::object((action.input)())});
    json!({"actionsDefinitions": plugin.actions.iter().map(definition).collect::<Vec<_>>()})
}

/// The schema of the connection, `{}` if there is none.
pub(super) fn connection(plugin: &Plugin) -> Value {
    dialect::object((plugin.connector.input)())
}

/// What the plugin is called, and what stands in `[package.metadata.plugin]`.
pub(super) fn about(plugin: &Plugin, threads: usize) -> Value {
    let info = &plugin.info;
    let metadata = metadata(info.manifest);
    let told = |key: &str| metadata.get(key).cloned().unwrap_or_default();
    json!({
        "description": info.description,
        "enable_cache": told("enable_cache"),
        "name": info.name,
        "number_of_workers": 1,
        "plugin_spec_version": "v2",
        "sdk_version": env!("CARGO_PKG_VERSION"),
        "support": told("support"),
        "tags": told("tags"),
        "threads": threads,
        "title": info.title,
        "vendor": info.vendor,
        "version": info.version,
    })
}

#[derive(Default, Deserialize)]
struct Manifest {
    #[serde(default)]
    package: Package,
}

#[derive(Default, Deserialize)]
struct Package {
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    plugin: Map<String, Value>,
}

/// The keys of `[package.metadata.plugin]` in the text of Cargo.toml.
fn metadata(manifest: &str) -> Map<String, Value> {
    toml::from_str::<Manifest>(manifest).unwrap_or_default().package.metadata.plugin
}
