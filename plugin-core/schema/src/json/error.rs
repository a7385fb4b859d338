//! Defines the error for JSON that does not match its type.

use crate::bounds::Bounds;
use serde::de::{self, Expected, Unexpected};
use std::fmt;

/// Why a JSON text is not a `T`, and the path to the mismatch. Contains names and kinds, never values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The path, innermost key first.
    pub(super) path: Vec<String>,
    pub(super) message: String,
    /// Whether the value is null, so that the reader may treat it as absent.
    pub(super) null: bool,
}

impl DecodeError {
    /// Prepends a key or an index to the path.
    pub(super) fn at(mut self, step: impl fmt::Display) -> Self {
        self.path.push(escaped(step));
        self
    }

    /// The path as a JSON pointer.
    pub(super) fn path(&self) -> String {
        self.path.iter().rev().flat_map(|step| ["/", step]).collect()
    }
}

/// Escapes a key or an index for a JSON pointer.
pub(super) fn escaped(step: impl fmt::Display) -> String {
    step.to_string().replace('~', "~0").replace('/', "~1")
}

/// `/people/0/name: expected a string, found a number`
impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())?;
        if !self.path.is_empty() {
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for DecodeError {}

fn kind(found: &Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a whole number",
        Unexpected::Float(_) => "a number",
        Unexpected::Char(_) | Unexpected::Str(_) => "a string",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "an array",
        Unexpected::Map => "an object",
        _ => "something else",
    }
}

fn integer(found: &Unexpected<'_>) -> Option<i128> {
    match *found {
        Unexpected::Unsigned(number) => Some(number.into()),
        Unexpected::Signed(number) => Some(number.into()),
        _ => None,
    }
}

/// What a visitor expects, in terms of JSON and not of Rust.
fn json_name(expected: &dyn Expected) -> String {
    let text = expected.to_string();
    match text.as_str() {
        name if Bounds::of(name).is_some() => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "a sequence" => "an array".to_owned(),
        "a map" => "an object".to_owned(),
        name if name.starts_with("struct ") => "an object".to_owned(),
        _ => text,
    }
}

impl de::Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { path: Vec::new(), message: message.to_string(), null: false }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let null = matches!(found, Unexpected::Unit);
        Self {
            null,
            ..Self::custom(format_args!("expected {}, found {}", json_name(expected), kind(&found)))
        }
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let bounds = Bounds::of(&expected.to_string());
        match bounds.zip(integer(&found)).and_then(|(bounds, number)| bounds.violation(number)) {
            Some(reason) => Self::custom(reason),
            None => Self::custom(format_args!("expected {}, found another value", json_name(expected))),
        }
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        let names: Vec<_> = expected.iter().map(|name| format!("{name:?}")).collect();
        Self::custom(format_args!("expected one of {}", names.join(", ")))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::custom(format_args!("the required field {field:?} is missing"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::custom(format_args!("the key {field:?} occurs twice"))
    }
}
