//! Defines the types of the specification that std does not have: credentials, files, bytes, dates.

mod any;
mod bytes;
mod credentials;
mod date;
mod never_output;
mod never_printed;
mod secret;

pub use any::Any;
pub use bytes::{Bytes, File};
pub use credentials::{AsymmetricKey, SecretKey, Token, UsernamePassword};
pub use date::Date;
/// A point in time, which [`Date::parse`] and `Context::now` return. Displays as RFC 3339.
pub use jiff::Timestamp;
pub use secret::{ExposeSecret, Password};
