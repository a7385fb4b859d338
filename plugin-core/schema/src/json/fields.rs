//! Parses a struct and validates it against its schema.

use super::read;
use crate::{Fields, Violation};
use serde::de::DeserializeOwned;

/// Parses an object and validates it against its schema. With `blank`, a blank value in a required field is an error.
///
/// # Errors
/// The message contains paths and kinds, never values.
pub fn read_fields<T: DeserializeOwned + Fields>(text: &str, blank: bool) -> Result<T, String> {
    if !text.starts_with('{') {
        return Err("expected an object".to_owned());
    }
    let value: T = read(text).map_err(|error| error.to_string())?;
    match value.validate(blank) {
        None => Ok(value),
        Some((field, Violation::Blank)) => Err(format!(
            "/{field}: {}; if the value comes from another step, check the output of that step",
            Violation::Blank
        )),
        Some((field, violation)) => Err(format!("/{field}: {violation}")),
    }
}
