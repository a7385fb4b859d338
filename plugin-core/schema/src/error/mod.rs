//! What a step fails with, and how a failure reads.

mod plugin_error;
mod preset;
mod result_ext;
mod source;
mod status;

pub use plugin_error::{ErrorKind, PluginError, Result};
pub use preset::{Preset, UnknownPreset};
pub use result_ext::ResultExt;
pub use status::StatusTable;
