//! Rust code from a specification, as a person would have written it.

mod crate_files;
mod direction;
mod enum_type;
mod field;
mod field_context;
mod imports;
mod literal;
mod rust_names;
mod rust_type;
mod step;
mod struct_type;
mod type_rules;

pub use crate_files::{GeneratedFile, MAX_LINE_BYTES, crate_files, step_file, types};
pub use rust_names::RustNames;
