//! The error of this program.

/// The result of work that may fail as a whole.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;
