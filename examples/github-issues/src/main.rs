//! GitHub issues: paging by the header `Link`, an action that creates, a trigger and a task.

mod actions;
mod api;
mod connection;
mod tasks;
mod triggers;

use actions::{create_issue, list_issues};
use connection::Connection;
use tasks::monitor_issues;
use triggers::new_issue;

plugin_core::plugin! {
    title: "GitHub Issues", vendor: "acme",
    connection: Connection,
    actions: [list_issues, create_issue],
    triggers: [new_issue],
    tasks: [monitor_issues],
}

fn main() -> std::process::ExitCode {
    plugin().main()
}
