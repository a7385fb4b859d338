//! Describes an error for the operators of the cloud: the plugin, the step and the cause, and never a value of the input.

use crate::plugin::Info;
use plugin_schema::error::PluginError;
use serde_json::{Map, Value, json};
use std::time::SystemTime;

/// The object `metrics` of an error reply. `redact` masks secrets.
pub fn metrics(
    info: &Info,
    meta: &str,
    input: &str,
    error: &PluginError,
    redact: &dyn Fn(&str) -> String,
) -> Value {
    let meta: Map<String, Value> = serde_json::from_str(meta).unwrap_or_default();
    let input: Map<String, Value> = serde_json::from_str(input).unwrap_or_default();
    let meta_string =
        |key: &str| meta.get(key).filter(|value| value.is_string()).cloned().unwrap_or_default();
    let cause = match (error.preset_name(), error.is_explained()) {
        (Some(preset), _) => preset.to_owned(),
        (None, true) => redact(error.cause()),
        (None, false) => "PluginError".to_owned(),
    };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    json!({
        "measurement_time": now.as_secs().to_string(),
        "organization_id": meta_string("shortOrgId"),
        "plugin": {"name": info.title, "vendor": info.vendor, "version": info.version},
        "workflow": {
            "id": meta_string("workflow_uid"),
            "step": {
                "error": {"cause": cause, "known": error.is_explained(), "message": redact(&error.to_string())},
                "inputs": input.keys().collect::<Vec<_>>(),
            },
        },
    })
}
