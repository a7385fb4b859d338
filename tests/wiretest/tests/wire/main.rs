//! The wire protocol of a plugin as a process: recorded conversations, connections, events, the server, and faults.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod connections;
mod delivery;
mod drain;
mod faults;
mod replay;
mod server;
mod support;
