//! Runs triggers: sends their events, stores what is not sent yet, and stops them.

mod context;
mod dead_letters;
mod dispatcher;
mod files;
mod folders;
mod handle;
mod outbox;
mod record;
mod saved_state;
mod sink;
mod spool;
mod state;
mod stop;
mod store;
mod trigger;

pub use context::{Start, check};
pub use dead_letters::count as dead_letter_count;
pub use dead_letters::{DeadLetter, list as dead_letters};
pub use folders::Folders;
pub use handle::Events;
pub use sink::SinkKind;
pub use trigger::run_trigger;
pub use trigger::{events_of, trigger_output};
