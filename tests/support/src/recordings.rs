//! Finds recordings that are not part of the workspace.

use std::path::{Path, PathBuf};

/// A file or folder of the recordings: in the folder that `PLUGIN_SHARED` names, or in `../shared` beside the workspace.
///
/// Without it, this reports on stderr what is skipped, and returns none.
pub fn recordings(name: &str) -> Option<PathBuf> {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let path = std::env::var_os("PLUGIN_SHARED").map_or_else(default, PathBuf::from).join(name);
    if !path.exists() {
        eprintln!("SKIPPED: there is no {}; set PLUGIN_SHARED to the folder that has it", path.display());
        return None;
    }
    Some(path)
}
