//! Parses messages and writes replies. No I/O.

mod incoming;
mod reply;

pub use incoming::{Malformed, Message, MessageKind};
pub use reply::{Reply, ReplyContext};
