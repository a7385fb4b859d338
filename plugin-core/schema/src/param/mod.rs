//! Converts values to parameters of an API call: in a path, a query, a header, a form or a multipart body.

mod params;
mod parts;
mod text;

pub use params::ToParams;
pub use parts::{FilePart, Part, ToParts};
pub use text::ToParam;
