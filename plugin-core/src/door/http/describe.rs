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

/// The specification, as `plugin.spec.yaml` has it.
pub(super) fn specification(plugin: &Plugin) -> Value {
    let info = &plugin.info;
    let mut specification = json!({
        "plugin_spec_version": "v2",
        "extension": "plugin",
        "products": ["insightconnect"],
        "name": info.name,
        "title": info.title,
        "description": info.description,
        "version": info.version,
        "vendor": info.vendor,
    });
    let lists = [("actions", &plugin.actions), ("triggers", &plugin.triggers), ("tasks", &plugin.tasks)];
    let mut tables = vec![(plugin.connector.input)()];
    for step in lists.iter().flat_map(|(_, steps)| *steps) {
        tables.extend([(step.input)(), (step.output)(), (step.state)()]);
    }
    let Some(keys) = specification.as_object_mut() else { return specification };
    keys.extend(metadata(info.manifest));
    let mut add = |key: &str, section: Option<Value>| {
        if let Some(section) = section {
            keys.insert(key.to_owned(), section);
        }
    };
    add("types", spec::types(&tables));
    add("connection", spec::section((plugin.connector.input)()));
    for (key, steps) in lists {
        let steps: Map<_, _> = steps.iter().map(|step| (step.name.to_owned(), details(step))).collect();
        add(key, (!steps.is_empty()).then_some(Value::Object(steps)));
    }
    specification
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
