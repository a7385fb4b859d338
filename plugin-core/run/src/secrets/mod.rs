//! Hides secrets in whatever leaves a run: log lines, replies, events, errors.
//!
//! A secret is known by its type. A [`Password`](crate::values::Password) that is deserialised within a run is registered with
//! that run, wherever it stands: in the parameters of the connection, in an input, in a map, under an alias. A connection keeps
//! what its `connect` registered, for the runs that share it. The names of keys play no part, so a message cannot make innocent
//! text a secret.
//!
//! A text is searched for all secrets in one pass ([`Matcher`]), as it stands and with its encodings undone ([`Encoding`]):
//! to decode the text needs no list of the ways in which somebody may have encoded the secret.
//!
//! Only text that leaves is changed. The keys of an object, the state of a task and the state of a trigger stay as they are.
//!
//! [`Encoding`]: encoding::Encoding

mod encoding;
mod matcher;
mod redactor;
mod registry;
mod wiped;

pub use matcher::Matcher;
pub use redactor::Redactor;
pub use registry::{Secrets, TooManySecrets};
pub use wiped::WipedBuffer;

/// What stands in the place of a secret.
pub const MASK: &str = "********";

/// A shorter secret is not hidden: it would be found in innocent text, and whoever sees the mask could guess it. The mask is at
/// most twice as long as a secret of this length, so hiding never more than doubles a text.
pub const MIN_SECRET_CHARS: usize = 4;

/// How many secrets a run may hold.
pub const MAX_SECRETS: usize = 1000;

/// How long the secrets of a run may be together, in bytes.
pub const MAX_SECRET_BYTES: usize = 64 << 10;

/// Warns if a state holds a secret, and says whether it does. A state is stored and read again, so it is never changed.
pub fn warn_of_state(redactor: &Redactor, state: &[u8]) -> bool {
    let field = redactor.place_in_json(state);
    if let Some(field) = &field {
        tracing::warn!(
            "The state holds a secret in {field}, and is stored in plain text. Take the secret from the connection instead."
        );
    }
    field.is_some()
}

fn is_long_enough(secret: &str) -> bool {
    // A mask must not be found to be a secret.
    secret.chars().nth(MIN_SECRET_CHARS - 1).is_some() && secret.chars().any(|character| character != '*')
}
