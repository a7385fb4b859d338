//! Masks secrets in all output of a run: log lines, replies, events, errors.
//!
//! The type decides what is a secret. A `Password` that is deserialised within a run is registered with that run, whether it
//! occurs in the connection parameters, in an input, in a map or under an alias. A cached connection keeps the secrets that its
//! `connect` registered, for all runs that share it. The names of keys do not matter, so a message cannot turn other text into
//! a secret.
//!
//! One pass over a text finds all secrets ([`Matcher`]). Further passes search the decoded text (`Encoding`). Decoding the text
//! is simpler than encoding each secret in all possible ways.
//!
//! Masking changes string values only. The keys of an object and the states of tasks and triggers do not change.

mod encoding;
mod limits;
mod matcher;
mod ranges;
mod redactor;
mod registry;
mod state;
mod wiped;

pub use limits::{MASK, MAX_SECRET_BYTES, MAX_SECRETS, MIN_SECRET_CHARS};
pub use matcher::Matcher;
pub use redactor::Redactor;
pub use registry::{Secrets, TooManySecrets};
pub use state::warn_of_secret_in_state;
pub use wiped::WipedBuffer;
