//! Reads a struct and checks it against its schema.

use super::read;
use crate::{Fields, Violation};
use serde::de::DeserializeOwned;

/// Reads an object and checks what its Rust type cannot forbid. Blank values are an error only where `blank` is true.
///
/// # Errors
/// The text names places and kinds, never values.
pub fn read_fields<T: DeserializeOwned + Fields>(text: &str, blank: bool) -> Result<T, String> {
    if !text.starts_with('{') {
        return Err("expected an object".to_owned());
    }
    let value: T = read(text).map_err(|error| error.to_string())?;
    match value.validate(blank) {
        None => Ok(value),
        Some((field, Violation::Blank)) => Err(format!(
            "/{field}: {}; if it comes from another step, look at what that step returned",
            Violation::Blank
        )),
        Some((field, violation)) => Err(format!("/{field}: {violation}")),
    }
}
