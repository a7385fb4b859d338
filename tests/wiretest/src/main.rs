//! The plugin that the recorded conversations were held with, written again.

mod actions;
mod connection;
mod tasks;

use actions::{echo::echo, fail::fail, noinput::noinput};
use connection::Connection;
use tasks::monitor::monitor;

plugin_core::plugin! {
    title: "Wire Test", vendor: "acme",
    connection: Connection,
    actions: [echo, fail, noinput],
    tasks: [monitor],
}

fn main() -> std::process::ExitCode {
    plugin().main()
}
