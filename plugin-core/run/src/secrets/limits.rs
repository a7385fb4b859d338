//! Defines the minimum length of a secret and the limits of a run.

/// The text that replaces a secret.
pub const MASK: &str = "********";

/// The minimum length of a secret that is masked. A shorter one occurs in ordinary text, and its masks would reveal it. The mask
/// is at most twice as long as a secret, so masking at most doubles the length of a text.
pub const MIN_SECRET_CHARS: usize = 4;

/// The maximum number of secrets of a run.
pub const MAX_SECRETS: usize = 1000;

/// The maximum size of all secrets of a run.
pub const MAX_SECRET_BYTES: usize = 64 << 10;

/// Whether a secret is long enough and is not a mask itself.
pub(super) fn is_long_enough(secret: &str) -> bool {
    secret.chars().nth(MIN_SECRET_CHARS - 1).is_some() && secret.chars().any(|character| character != '*')
}
