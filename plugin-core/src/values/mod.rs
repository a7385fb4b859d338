//! The types of the specification that Rust has no type for: credentials, files, bytes, dates.

mod bytes;
mod credentials;
mod date;
mod secret;

pub use bytes::{Bytes, File};
pub use credentials::{AsymmetricKey, SecretKey, Token, UsernamePassword};
pub use date::Date;
pub use secret::Password;
