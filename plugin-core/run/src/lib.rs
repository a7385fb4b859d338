//! The state of one run of a step: its ID, deadline, clock, secrets and log.
//!
//! The engine creates a [`Run`] for each message and runs the step within it. Code that needs something of the run calls
//! [`Run::current`]: the client for the time left, a `Password` to register itself as a secret, the logger for its buffer.

mod clock;
mod id;
mod log;
mod run;
pub mod secrets;
mod timer;
pub mod trace;

pub use clock::{Clock, TestClock};
pub use id::RequestId;
pub use log::Log;
pub use run::{LogFields, Run};
pub use timer::unless_elapsed;
