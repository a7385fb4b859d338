//! Receives responses within limits, parses them once, and reads them as the return type of the call.

mod buffered;
#[cfg(feature = "csv")]
mod csv;
mod decoder;
mod download;
mod from_response;
mod receive;
mod reject;
mod with_meta;
#[cfg(feature = "xml")]
mod xml;

pub use buffered::Response;
#[cfg(feature = "csv")]
pub use csv::Csv;
pub use download::Download;
pub use from_response::{FromJson, FromResponse, FromSelection, Json, Own, Target};
pub(crate) use receive::{receive, receive_failure};
pub use with_meta::WithMeta;
#[cfg(feature = "xml")]
pub use xml::{Xml, XmlValue};
