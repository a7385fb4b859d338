//! The envelopes, in and out. No I/O.

mod incoming;
mod reply;

pub(crate) use incoming::{Kind, Message};
pub(crate) use reply::{Reply, ReplyContext};
