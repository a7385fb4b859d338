//! Parses a struct and validates it against its schema.

use super::read;
use super::violations::{Violations, kind};
use crate::{Fields, Struct};
use serde::de::DeserializeOwned;

/// Parses an object and validates it against its schema. With `blank`, a blank value in a required field is an error.
///
/// # Errors
/// Lists all violations. The message contains paths and kinds, never values.
pub fn read_fields<T: DeserializeOwned + Fields>(text: &str, blank: bool) -> Result<T, String> {
    if !text.starts_with('{') {
        return Err(format!("expected an object, found {}", kind(text)));
    }
    let (path, reason) = match read::<T>(text) {
        Err(error) => (error.path(), error.message),
        Ok(value) => match value.validate(blank) {
            None => return Ok(value),
            Some((field, violation)) => (format!("/{field}"), violation.to_string()),
        },
    };
    Err(explain(text, T::table(), blank, path, reason))
}

/// Describes all violations. `reason` is the first one.
#[cold]
fn explain(text: &str, table: &Struct, blank: bool, path: String, reason: String) -> String {
    Violations::of(text, table, blank).with(path, reason).to_string()
}
