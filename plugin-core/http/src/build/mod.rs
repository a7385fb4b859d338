//! A request from a call: its arguments become path, query, headers and body.

mod address;
mod body;
mod builder;
mod headers;
mod multipart;
mod request;
pub(crate) mod url;

pub(crate) use address::url as request_url;
pub use body::ToBody;
pub use builder::RequestBuilder;
pub(crate) use headers::add_headers;
pub use multipart::Parts;
pub(crate) use request::Request;
pub use url::host_label;
