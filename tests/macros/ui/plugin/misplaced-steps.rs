// Each kind of step has a list of its own.
use plugin_core::{Events, Page, Result, Schema, action, task, trigger};

#[derive(serde::Serialize, Schema)]
struct Logs {
    /// The logs
    logs: Vec<String>,
}

/// Find one user
#[action]
async fn get_user() -> Result<()> {
    Ok(())
}

/// Report each log
#[trigger]
async fn new_log(events: Events<Logs>) -> Result<()> {
    drop(events);
    Ok(())
}

/// Watch the logs
#[task]
async fn monitor() -> Result<Page<Logs>> {
    Ok(Page::new(Logs { logs: Vec::new() }))
}

plugin_core::plugin! {
    title: "Example",
    vendor: "acme",
    actions: [new_log],
    triggers: [monitor],
    tasks: [get_user],
}

fn main() {
    let _ = plugin();
}
