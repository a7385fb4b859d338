//! JSON in and out of the types of an author, by the rules of the wire.
//!
//! In: a value is read once, straight into its type. Whole numbers may be written `1.0`, a struct must be an object,
//! an error says where it is and never what the value was. Out: a field that is `None` is left out, and a number
//! that JSON has no text for is an error.

mod error;
mod fields;
mod raw_object;
mod read;
mod write;

pub use error::DecodeError;
pub use fields::read_fields;
pub use raw_object::RawObject;
pub use read::read;
pub use write::write;
