//! What can be wrong with a value of the right Rust type.

use std::fmt;

/// A value that the schema forbids though the Rust type allows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// An empty string where something is required. Forbidden in inputs only.
    Blank,
    /// Null where there is no null.
    Null,
    /// A free object that is not an object.
    NotAnObject,
    /// Not one of the values of `enum = [..]`.
    NotInEnum,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blank => "is required, but is empty",
            Self::Null => "is null",
            Self::NotAnObject => "must be an object",
            Self::NotInEnum => "is not one of the values that the schema lists",
        })
    }
}
