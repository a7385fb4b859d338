//! The reference plugin: the users of the Example API, listed, found and added.
//!
//! Beside the commands that every plugin has there is `demo`, which shows it at work without a network.

mod actions;
mod api;
mod connection;
mod demo;
mod users_api;

use actions::{add_user::add_user, get_user::get_user, list_users::list_users};
use connection::Connection;
use std::process::ExitCode;

plugin_core::plugin! {
    title: "Example", vendor: "acme",
    connection: Connection,
    actions: [list_users, get_user, add_user],
}

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("demo") => demo::run(),
        _ => plugin().main(),
    }
}
