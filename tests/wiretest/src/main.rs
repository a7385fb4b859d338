//! The plugin that the recorded conversations were held with, written again.

mod actions;
mod connection;

use actions::{echo::echo, fail::fail, noinput::noinput};
use connection::Connection;

plugin_core::plugin! {
    title: "Wire Test", vendor: "acme",
    connection: Connection,
    actions: [echo, fail, noinput],
}

fn main() -> std::process::ExitCode {
    plugin().main()
}
