// A task that takes a state returns one with each page, or the next run would read the same page again.
use plugin_core::{Page, Result, Schema, task};

#[derive(serde::Serialize, Schema)]
struct Logs {
    /// The logs
    logs: Vec<String>,
}

#[derive(serde::Serialize, serde::Deserialize, Schema)]
struct Position {
    /// The last entry
    last: Option<u64>,
}

/// Watch the logs
#[task]
async fn without_call(state: Position) -> Result<Page<Logs, Position>> {
    let _ = state.last;
    Ok(Page::new(Logs { logs: Vec::new() }).has_more_pages(false))
}

/// Watch the logs
#[task]
async fn without_type(state: Position) -> Result<Page<Logs>> {
    let _ = state.last;
    Ok(Page::new(Logs { logs: Vec::new() }))
}

// The functions still exist, so no other error follows.
fn main() {
    let _ = (without_call, without_type);
}
