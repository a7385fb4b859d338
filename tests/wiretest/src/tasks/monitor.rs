use crate::connection::Connection;
use plugin_core::{CustomConfig, Page, PluginError, Preset, Result, Schema, task};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Deserialize, Schema)]
pub struct MonitorInput {
    /// Mode
    #[field(default = "ok", example = "ok")]
    mode: Option<String>,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct MonitorState {
    /// Cursor
    #[field(example = 1)]
    cursor: Option<i64>,
}

#[derive(Serialize, Schema)]
pub struct MonitorOutput {
    /// Logs
    #[field(example = [])]
    logs: Vec<Value>,
}

fn page(logs: Vec<Value>) -> Page<MonitorOutput> {
    Page::new(MonitorOutput { logs })
}

/// Monitors
#[task(schedule = {"title": "Schedule", "description": "Schedule", "type": "string"})]
pub async fn monitor(
    connection: &Connection,
    input: MonitorInput,
    state: MonitorState,
    config: CustomConfig,
) -> Result<Page<MonitorOutput, MonitorState>> {
    let mode = input.mode.unwrap_or_else(|| "ok".to_owned());
    let config = Value::Object(config.0);
    tracing::info!("monitor running mode={mode} custom_config={config}");
    let received = state.cursor;
    let cursor = |more: i64| MonitorState { cursor: Some(received.unwrap_or(0) + more) };
    Ok(match mode.as_str() {
        "first_page" => page(vec![json!({"id": 1}), json!({"id": 2})])
            .state(cursor(2))
            .has_more_pages(true)
            .status_code(200),
        "last_page" => page(vec![json!({"id": 3})]).state(cursor(1)).has_more_pages(false).status_code(200),
        "error_object" => {
            let error = PluginError::from_preset(Preset::Unauthorized).with_data("raw");
            page(vec![]).state(state).has_more_pages(false).status_code(401).error(error)
        }
        "error_object_plain" => page(vec![])
            .state(state)
            .has_more_pages(false)
            .status_code(500)
            .error(PluginError::server("plain")),
        "nones" => page(vec![]).without_state(),
        "leak" => {
            let state = MonitorState { cursor: Some(1) };
            page(vec![json!({"v": connection.api_key.expose_secret()})])
                .state(state)
                .has_more_pages(false)
                .status_code(200)
        }
        "config" => page(vec![config]).state(cursor(0)).has_more_pages(false).status_code(200),
        "raise_plugin" => return Err(PluginError::from_preset(Preset::RateLimit).with_data("slow")),
        "raise_api" => {
            return Err(PluginError::from_preset(Preset::BadRequest).with_status(400).with_data("bad"));
        }
        "raise_value" => panic!("task boom"),
        "bad_output" => {
            return Err(PluginError::server("An output against the schema cannot be written in Rust."));
        }
        _ => page(vec![]).state(cursor(0)).has_more_pages(false).status_code(200),
    })
}
