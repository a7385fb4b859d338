//! Defines checks that the code of the macros calls.

use crate::table::equal;
use crate::{Schema, Violation};
use serde_json::Value;

/// The violation, unless it is a blank value and those are allowed.
pub fn applies(violation: Option<Violation>, blank: bool) -> Option<Violation> {
    violation.filter(|violation| blank || *violation != Violation::Blank)
}

/// Whether a value is present and is not in the list.
pub fn is_unlisted<T: Schema>(value: &T, list: &[&str]) -> bool {
    value.listed().is_some_and(|text| !list.iter().any(|listed| is_same_scalar(&text, listed)))
}

/// Whether two JSON texts have the same scalar as their value.
pub(crate) fn is_same_scalar(a: &str, b: &str) -> bool {
    let (a, b): (Value, Value) = match (serde_json::from_str(a), serde_json::from_str(b)) {
        (Ok(a), Ok(b)) => (a, b),
        _ => return a == b,
    };
    a == b || (a.is_number() && a.as_f64() == b.as_f64())
}

/// Writes a string as JSON.
pub fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Whether `name` is among `earlier`.
pub const fn is_among(name: &str, earlier: &[&str]) -> bool {
    let mut at = 0;
    while at < earlier.len() {
        if equal(name.as_bytes(), earlier[at].as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}
