// A task returns a page.
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
async fn monitor(state: State) -> Result<Logs> {
    let _ = state.last;
    Ok(Logs { logs: Vec::new() })
}

fn main() {
    let _ = (monitor, Page::<Logs>::new);
}
