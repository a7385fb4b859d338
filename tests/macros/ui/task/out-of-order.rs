// The order is always the same.
use plugin_core::{CustomConfig, Page, Result, Schema, task};

#[derive(serde::Serialize, Schema)]
struct Logs {
    /// Logs
    logs: Vec<serde_json::Value>,
}

#[derive(serde::Serialize, serde::Deserialize, Schema)]
struct State {
    /// Last
    last: Option<u64>,
}

/// Watch the log
#[task]
async fn monitor(config: CustomConfig, state: State) -> Result<Page<Logs, State>> {
    let _ = config;
    Ok(Page::new(Logs { logs: Vec::new() }).state(state))
}

fn main() {
    let _ = monitor;
}
