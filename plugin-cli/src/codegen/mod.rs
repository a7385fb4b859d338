//! Generates the Rust code of a plugin from its specification. The code is meant to be read and edited.

mod client_files;
mod crate_files;
mod direction;
mod enum_type;
mod field_context;
mod guess;
mod imports;
mod literal;
mod main_file;
mod new_fields;
mod rust_names;
mod rust_type;
mod sample;
mod step;
mod step_test;
mod struct_field;
mod struct_type;
mod type_rules;

pub use crate_files::{GeneratedFile, TESTING_FILE, crate_files, step_file, types};
pub use main_file::MAX_LINE_BYTES;
pub use new_fields::{ExistingStruct, NewFields, new_fields};
pub use rust_names::{RustNames, TYPES_MODULE, TypePath};
