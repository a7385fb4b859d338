//! {{title}}

mod actions;
mod api;
mod connection;

use actions::get_user::get_user;
use connection::Connection;
use std::process::ExitCode;

plugin_core::plugin! {
    title: "{{title}}", vendor: "{{vendor}}",
    connection: Connection,
    actions: [get_user],
}

fn main() -> ExitCode {
    plugin().main()
}
