//! The example plugin: it lists, finds, adds and watches the users of the Example API.
//!
//! It has one more command than other plugins: `demo` shows the plugin at work without a network.

mod actions;
mod api;
mod connection;
mod demo;
mod tasks;
mod triggers;
mod users_api;

use actions::{add_user::add_user, get_user::get_user, list_users::list_users};
use connection::Connection;
use std::process::ExitCode;
use tasks::monitor_audit_log::monitor_audit_log;
use triggers::new_user::new_user;

plugin_core::plugin! {
    title: "Example", vendor: "acme",
    connection: Connection,
    actions: [list_users, get_user, add_user],
    triggers: [new_user],
    tasks: [monitor_audit_log],
}

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("demo") => demo::run(),
        _ => plugin().main(),
    }
}
