use crate::connection::Connection;
use plugin_core::{Events, PluginError, Result, Schema, trigger};
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Deserialize, Schema)]
pub struct TickInput {
    /// Count
    #[field(example = 2)]
    count: i64,
    /// Interval
    #[field(type = "number", default = 0, example = 0)]
    interval: Option<f64>,
    /// Bad output
    #[field(title = "Bad", default = false, example = false)]
    bad_output: Option<bool>,
    /// Raise after the events
    #[field(title = "Fail after", default = false, example = false)]
    fail_after: Option<bool>,
}

#[derive(Serialize, Schema)]
pub struct Tick {
    /// N
    #[field(example = 1)]
    n: i64,
}

#[derive(Default, Serialize, Deserialize)]
struct State {
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<i64>,
}

/// Sends events
#[trigger]
pub async fn tick(_connection: &Connection, input: TickInput, events: Events<Tick>) -> Result<()> {
    let state: State = events.load_state()?;
    let state = serde_json::to_string(&state).map_err(PluginError::server)?;
    tracing::info!("tick starting state={state} url={} webhook={}", events.url(), events.webhook_url());
    for n in 1..=input.count {
        events.sleep(Duration::ZERO).await?;
        tracing::info!("tick {n}");
        if input.bad_output == Some(true) {
            return Err(PluginError::server("An event against the schema cannot be written in Rust."));
        }
        events.send(Tick { n }).await?;
        events.save_state(&State { last: Some(n) })?;
        events.sleep(Duration::from_secs_f64(input.interval.unwrap_or(0.0))).await?;
    }
    match input.fail_after {
        Some(true) => panic!("trigger died"),
        _ => Ok(()),
    }
}
