//! Hides secrets in whatever leaves a run: log lines, replies, events, errors.
//!
//! A secret is known by its type. A `Password` that is deserialised within a run is registered with
//! that run, wherever it stands: in the parameters of the connection, in an input, in a map, under an alias. A connection keeps
//! what its `connect` registered, for the runs that share it. The names of keys play no part, so a message cannot make innocent
//! text a secret.
//!
//! A text is searched for all secrets in one pass ([`Matcher`]), as it stands and with its encodings undone (`Encoding`):
//! to decode the text needs no list of the ways in which somebody may have encoded the secret.
//!
//! Only text that leaves is changed. The keys of an object, the state of a task and the state of a trigger stay as they are.

mod encoding;
mod limits;
mod matcher;
mod redactor;
mod registry;
mod state;
mod wiped;

pub use limits::{MASK, MAX_SECRET_BYTES, MAX_SECRETS, MIN_SECRET_CHARS};
pub use matcher::Matcher;
pub use redactor::Redactor;
pub use registry::{Secrets, TooManySecrets};
pub use state::warn_of_state;
pub use wiped::WipedBuffer;
