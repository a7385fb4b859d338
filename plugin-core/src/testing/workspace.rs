//! Creates a temporary folder that replaces `/workspace`.

use std::path::PathBuf;

/// A folder that replaces `/workspace`. It is removed on drop.
#[derive(Debug)]
pub(super) struct Workspace(pub(super) PathBuf);

impl Workspace {
    pub(super) fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("plugin-test-{:x}", fastrand::u128(..)));
        // If this fails, the error of a trigger names the missing folder.
        let _ = std::fs::create_dir_all(folder.join("cache"));
        Self(folder)
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // The system cleans its temporary folder if this fails.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
