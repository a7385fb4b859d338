//! Generates the Rust code of a plugin from its specification. The code is meant to be read and edited.

mod crate_files;
mod direction;
mod enum_type;
mod field_context;
mod imports;
mod literal;
mod main_file;
mod rust_names;
mod rust_type;
mod step;
mod struct_field;
mod struct_type;
mod type_rules;

pub use crate_files::{GeneratedFile, crate_files, step_file, types};
pub use main_file::MAX_LINE_BYTES;
pub use rust_names::RustNames;
