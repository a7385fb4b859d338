//! Warns of secrets in a state.

use super::redactor::Redactor;

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
