//! What counts as a secret, and how many a run may hold.

/// What stands in the place of a secret.
pub const MASK: &str = "********";

/// A shorter secret is not hidden: it would be found in innocent text, and whoever sees the mask could guess it. The mask is at
/// most twice as long as a secret of this length, so hiding never more than doubles a text.
pub const MIN_SECRET_CHARS: usize = 4;

/// How many secrets a run may hold.
pub const MAX_SECRETS: usize = 1000;

/// How long the secrets of a run may be together, in bytes.
pub const MAX_SECRET_BYTES: usize = 64 << 10;

/// Whether a secret is long enough to be hidden.
pub(super) fn is_long_enough(secret: &str) -> bool {
    // A mask must not be found to be a secret.
    secret.chars().nth(MIN_SECRET_CHARS - 1).is_some() && secret.chars().any(|character| character != '*')
}
