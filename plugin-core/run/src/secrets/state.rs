//! Warns about secrets in a state.

use super::redactor::Redactor;

/// Logs a warning if a state contains a secret, and returns whether it does. The state does not change, since the next run reads
/// it.
pub fn warn_of_secret_in_state(redactor: &Redactor, state: &[u8]) -> bool {
    let field = redactor.find_in_json(state);
    if let Some(field) = &field {
        tracing::warn!(
            "The state contains a secret in {field} and is stored in plain text. Read the secret from the connection instead."
        );
    }
    field.is_some()
}
