//! Reads and writes the types of an author as JSON, by the rules of the wire.
//!
//! Reading parses a text once, into its type. An integer may be written `1.0`, a struct must be an object, and an error contains
//! the path and never the value. Writing omits fields that are `None`, and a number that JSON cannot represent is an error.

mod error;
mod fields;
mod raw_object;
mod read;
mod violations;
mod write;

pub use error::DecodeError;
pub use fields::read_fields;
pub use raw_object::RawObject;
pub use read::read;
pub use write::write;
