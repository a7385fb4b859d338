//! Responses: received within bounds, parsed once, and read as what the call returns.

mod buffered;
#[cfg(feature = "csv")]
mod csv;
mod decoder;
mod download;
mod from_reply;
mod receive;
mod reject;
mod reply;
#[cfg(feature = "xml")]
mod xml;

pub use buffered::Answer;
#[cfg(feature = "csv")]
pub use csv::Csv;
pub use download::Download;
pub use from_reply::{FromJson, FromReply, FromSelection, Json, Own, Target};
pub(crate) use receive::{receive, receive_failure};
pub use reply::Reply;
#[cfg(feature = "xml")]
pub use xml::{Xml, XmlValue};
