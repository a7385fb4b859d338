//! The server as a process: blocked threads, a supervisor, sessions at the exit, and its messages.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

mod blocked;
mod logout;
#[cfg(unix)]
mod supervisor;
