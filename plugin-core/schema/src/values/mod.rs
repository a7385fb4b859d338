//! The types of the specification that Rust has no type for: credentials, files, bytes, dates.

mod any;
mod bytes;
mod credentials;
mod date;
mod secret;

pub use any::Any;
pub use bytes::{Bytes, File};
pub use credentials::{AsymmetricKey, SecretKey, Token, UsernamePassword};
pub use date::Date;
/// A point in time, what [`Date::parse`] makes of a text and `Context::now` gives. Prints as RFC 3339.
pub use jiff::Timestamp;
pub use secret::{ExposeSecret, Password};
