//! What the engine does for every step: connections, timeouts, logs, states, and masking of secrets.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

mod engine;
mod secrets;
