//! The envelopes, in and out. No I/O.

mod incoming;
mod reply;

pub use incoming::{Kind, Malformed, Message};
pub use reply::{Reply, ReplyContext};
