// A task belongs in the list of tasks.
use plugin_core::{Page, Result, Schema, task};

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
async fn monitor(state: State) -> Result<Page<Logs, State>> {
    Ok(Page::new(Logs { logs: Vec::new() }).state(state))
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [monitor] }

fn main() {
    let _ = plugin();
}
