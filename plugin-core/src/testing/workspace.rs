//! A temporary folder in the place of `/workspace`.

use std::path::PathBuf;

/// A folder in the place of `/workspace`, which is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Workspace(pub(super) PathBuf);

impl Workspace {
    pub(super) fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("plugin-test-{:x}", fastrand::u128(..)));
        // Without it triggers say what they lack.
        let _ = std::fs::create_dir_all(folder.join("cache"));
        Self(folder)
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // It lies where the system tidies up.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
