//! Builds a request from a call: the arguments become path, query, headers and body.

mod body;
mod builder;
mod headers;
mod multipart;
#[cfg(not(feature = "xml"))]
mod no_xml;
mod request;
mod request_url;
pub(crate) mod url;

pub use body::ToBody;
pub use builder::RequestBuilder;
pub(crate) use headers::add_headers;
pub use multipart::MultipartBody;
pub(crate) use request::Request;
pub(crate) use request_url::url as request_url;
pub use url::host_label;
