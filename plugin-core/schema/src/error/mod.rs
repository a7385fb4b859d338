//! Defines the error of a step, its presets and its source.

mod plugin_error;
mod preset;
mod result_ext;
mod source;
mod status;

pub use plugin_error::{ErrorKind, PluginError, Result};
pub use preset::{Preset, UnknownPreset};
pub use result_ext::ResultExt;
pub use status::StatusTable;
