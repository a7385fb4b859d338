//! What belongs to one run of a step: its ID, deadline, clock, secrets and log.
//!
//! The engine makes a [`Run`] for each message and lets the step work within it. Whatever needs to know something about the
//! run asks [`Run::current`] and nothing else: the client for the time that is left, a `Password` for the list of secrets,
//! the logger for the buffer of lines.

mod clock;
mod id;
mod log;
mod run;
pub mod secrets;
pub mod trace;

pub use clock::{Clock, TestClock};
pub use id::RequestId;
pub use log::Log;
pub use run::{LogFields, Run};
