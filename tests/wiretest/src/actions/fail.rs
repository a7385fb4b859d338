use crate::connection::Connection;
use plugin_core::{PluginError, Preset, Result, Schema, action};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;

#[derive(Deserialize, Schema)]
pub struct FailInput {
    /// Kind of failure
    #[field(example = "custom")]
    kind: String,
    /// Sleep
    #[field(type = "number", example = 1)]
    seconds: Option<f64>,
}

#[derive(Serialize, Schema)]
pub struct FailOutput {
    /// Result
    #[field(example = "x")]
    result: String,
}

/// Fail in the requested way
#[action]
pub async fn fail(connection: &Connection, input: FailInput) -> Result<FailOutput> {
    if let Some(name) = input.kind.strip_prefix("preset:") {
        return Err(preset(name));
    }
    if let Some(name) = input.kind.strip_prefix("presetdata:") {
        return Err(preset(name).with_data(json!({"status": 500})));
    }
    let custom = || PluginError::new("The cause.", "The assistance.");
    let result = match input.kind.as_str() {
        "custom" => return Err(custom().with_data(json!({"a": [1, null]}))),
        "custom_nodata" => return Err(custom()),
        "cte" => {
            return Err(PluginError::new("CTE cause.", "CTE assistance.")
                .with_data("CTE data")
                .of_connection_test());
        }
        "cte_preset" => return Err(PluginError::from_preset(Preset::UsernamePassword).of_connection_test()),
        "client" => return Err(PluginError::caller("client did wrong")),
        "server" => return Err(PluginError::server("server did wrong")),
        "value_error" => panic!("boom"),
        "key_error" => panic!("missing"),
        "notimpl" => panic!("nope"),
        "sysexit" => panic!("exit 3"),
        "api" => {
            return Err(PluginError::from_preset(Preset::RateLimit).with_status(429).with_data("slow down"));
        }
        "bad_output_missing" | "bad_output_type" | "bad_output_none" => {
            return Err(PluginError::server("An output against the schema cannot be written in Rust."));
        }
        "nan" => "x".to_owned(),
        "sleep" => {
            tokio::time::sleep(Duration::from_secs_f64(input.seconds.unwrap_or(1.0))).await;
            "slept".to_owned()
        }
        "leak" => {
            tracing::info!("using secret {}", connection.api_key.expose_secret());
            format!("value is {}", connection.api_key.expose_secret())
        }
        "unicode" => {
            tracing::info!("log żółć");
            "żółć 😀".to_owned()
        }
        _ => "ok".to_owned(),
    };
    Ok(FailOutput { result })
}

fn preset(name: &str) -> PluginError {
    match name.parse() {
        Ok(preset) => PluginError::from_preset(preset),
        Err(error) => panic!("{name}: {error}"),
    }
}
