//! What the tests of processes share: programs, servers, messages, HTTP over a socket, waits.
//!
//! A failure panics with what was expected, since only tests call it.
#![allow(clippy::unwrap_used)]

pub mod http;
pub mod message;
mod process;
mod recordings;
mod server;
mod wait;

pub use process::{output, send_signal, start, wait_for_exit};
pub use recordings::recordings;
pub use server::Server;
pub use wait::{unused_address, wait_until};
