//! Defines the ways in which a value can violate its schema.

use std::fmt;

/// Why the schema forbids a value that its Rust type allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// An empty string in a required field. Only inputs forbid it.
    Blank,
    /// Null in a required field.
    Null,
    /// A value other than an object in a free object.
    NotAnObject,
    /// A value that is not in `enum = [..]`.
    NotInEnum,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blank => "is required but empty",
            Self::Null => "is null",
            Self::NotAnObject => "must be an object",
            Self::NotInEnum => "is not one of the allowed values",
        })
    }
}
