// The configuration of a task has one type.
use plugin_core::{Page, Result, Schema, task};

#[derive(serde::Serialize, serde::Deserialize, Schema)]
struct State {
    /// Last
    last: Option<u64>,
}

struct Limits;

/// Watch the log
#[task]
async fn monitor(state: State, limits: Limits) -> Result<Page<(), State>> {
    let _ = limits;
    Ok(Page::new(()).state(state))
}

/// Watch another log
#[task]
async fn monitor_other(limits: Limits) -> Result<Page<()>> {
    let _ = limits;
    Ok(Page::new(()))
}

// The functions still exist, so no other error follows.
fn main() {
    let _ = (monitor, monitor_other);
}
