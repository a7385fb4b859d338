//! The plugin of the recorded conversations, rewritten.

mod actions;
mod connection;
mod tasks;
mod triggers;

use actions::{echo::echo, fail::fail, noinput::noinput};
use connection::Connection;
use plugin_core::__private_0_1::with_workspace;
use tasks::monitor::monitor;
use triggers::tick::tick;

plugin_core::plugin! {
    title: "Wire Test", vendor: "acme",
    connection: Connection,
    actions: [echo, fail, noinput],
    triggers: [tick],
    tasks: [monitor],
}

fn main() -> std::process::ExitCode {
    match std::env::var_os("WIRE_BASE") {
        Some(folder) => with_workspace(plugin(), folder).main(),
        None => plugin().main(),
    }
}

/// Wipes freed memory, also that of libraries, as the README recommends.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);
