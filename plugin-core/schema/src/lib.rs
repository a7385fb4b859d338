//! The vocabulary of a plugin: the tables of its schemas, the values and the errors that they know, and how all of them are
//! read and written. No I/O.
//!
//! [`dialect`] writes the tables as the JSON Schema dialect of InsightConnect, [`spec`] as the fields of `plugin.spec.yaml`, and
//! [`sample`] as an example message.

#![warn(clippy::return_self_not_must_use, missing_debug_implementations)]

mod checks;
pub mod error;
pub mod json;
pub mod param;
mod render;
mod schema;
mod table;
mod types;
pub mod values;
mod violation;

#[doc(hidden)]
pub mod __private;

pub use error::{PluginError, Preset, Result, ResultExt};
pub use param::ToParam;
pub use render::{dialect, sample, spec};
pub use schema::{Fields, Schema};
pub use table::{Enum, Field, Struct, Type};
pub use violation::Violation;
