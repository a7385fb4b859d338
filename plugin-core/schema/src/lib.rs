//! Fields, types, values and errors of a plugin, and how they are read and written. This crate does no I/O.
//!
//! `#[derive(Schema)]` generates a table per struct. [`dialect`] writes tables as the schema of the workflow engine, [`spec`] as
//! `plugin.spec.yaml`, and [`sample`] as an example message.

#![warn(clippy::return_self_not_must_use, missing_debug_implementations)]

mod bounds;
mod checks;
pub mod error;
mod field_checks;
pub mod json;
pub mod param;
mod render;
mod schema;
mod table;
mod test_output;
mod types;
pub mod values;
mod violation;

#[doc(hidden)]
pub mod __private;

pub use error::{PluginError, Preset, Result, ResultExt};
pub use param::ToParam;
pub use plugin_names::{SPEC_KEYS, did_you_mean, nearest};
pub use render::{dialect, sample, spec};
pub use schema::{Fields, Schema};
pub use table::{Enum, Field, Struct, Type};
pub use test_output::TestOutput;
pub use violation::Violation;
