//! Responses: received within bounds, parsed once, and read as what the call returns.

mod buffered;
mod decoder;
mod download;
mod formats;
mod from_reply;
mod receive;
mod reject;
mod reply;

pub use buffered::Answer;
pub use download::Download;
#[cfg(feature = "csv")]
pub use formats::Csv;
#[cfg(feature = "xml")]
pub use formats::{Xml, XmlValue};
pub use from_reply::{FromJson, FromReply, FromSelection, Json, Own, Target};
pub(crate) use receive::{receive, receive_failure};
pub use reply::Reply;
