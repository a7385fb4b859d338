//! {{title}}

mod actions;
mod api;
mod connection;
mod tasks;
#[cfg(test)]
mod testing;
mod triggers;

use actions::get_user::get_user;
use connection::Connection;
use std::process::ExitCode;
use tasks::monitor_audit_log::monitor_audit_log;
use triggers::new_user::new_user;

plugin_core::plugin! {
    title: "{{title}}", vendor: "{{vendor}}",
    connection: Connection,
    actions: [get_user],
    triggers: [new_user],
    tasks: [monitor_audit_log],
}

fn main() -> ExitCode {
    plugin().main()
}
