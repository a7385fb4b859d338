//! Describes the plugin over HTTP: its name, its connection and its actions.

use plugin_engine::Plugin;
use plugin_engine::Step;
use plugin_engine::describe::metadata;
use plugin_schema::dialect;
use serde_json::{Value, json};

/// The input schemas of the actions.
pub(crate) fn definitions(plugin: &Plugin) -> Value {
    let definition = |action: &Step| json!({"identifier": action.name, "inputJsonSchema": dialect::object((action.input)())});
    json!({"actionsDefinitions": plugin.actions.iter().map(definition).collect::<Vec<_>>()})
}

/// The schema of the connection, or `{}` without a connection.
pub(crate) fn connection(plugin: &Plugin) -> Value {
    dialect::object((plugin.connector.input)())
}

/// The name of the plugin, and its `[package.metadata.plugin]`.
pub(crate) fn about(plugin: &Plugin, threads: usize) -> Value {
    let info = &plugin.info;
    let metadata = metadata(info.manifest);
    let entry = |key: &str| metadata.get(key).cloned().unwrap_or_default();
    json!({
        "description": info.description,
        "enable_cache": entry("enable_cache"),
        "name": info.name,
        "number_of_workers": 1,
        "plugin_spec_version": "v2",
        "sdk_version": env!("CARGO_PKG_VERSION"),
        "support": entry("support"),
        "tags": entry("tags"),
        "threads": threads,
        "title": info.title,
        "vendor": info.vendor,
        "version": info.version,
    })
}
