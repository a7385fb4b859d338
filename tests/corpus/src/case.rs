//! The specifications, and where they are.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use test_support::recordings;

/// The result of work that may fail as a whole.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A specification, and the schemas that the official tool made of it, if there are any.
#[derive(Clone, Debug)]
pub struct Case {
    /// Name of the plugin.
    pub name: String,
    pub(crate) spec: PathBuf,
    pub(crate) schemas: PathBuf,
}

impl Case {
    /// Whether there are schemas of the official tool.
    pub fn has_golden(&self) -> bool {
        self.schemas.is_file()
    }
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The specifications of this folder with the constructs that break most easily.
///
/// # Errors
/// If they cannot be read.
pub fn traps() -> Result<Vec<Case>> {
    within(&Path::new(env!("CARGO_MANIFEST_DIR")).join("specs"))
}

/// The real specifications, in the order of their names: those of the folder `corpus` of the recordings, if it exists.
///
/// # Errors
/// If the folder cannot be read.
pub fn cases() -> Result<Vec<Case>> {
    recordings("corpus").map_or(Ok(Vec::new()), |folder| within(&folder))
}

fn within(folder: &Path) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder)? {
        let spec = entry?.path();
        let file = spec.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(name) = file.strip_suffix(".spec.yaml") {
            cases.push(Case {
                name: name.to_owned(),
                schemas: folder.join(format!("{name}.schemas.json")),
                spec,
            });
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

/// Some of them, evenly spread over their sizes.
///
/// # Errors
/// If a file cannot be read.
pub fn sample(cases: &[Case], count: usize) -> Result<Vec<Case>> {
    let mut sized = Vec::new();
    for case in cases {
        sized.push((fs::metadata(&case.spec)?.len(), case));
    }
    sized.sort_by_key(|(size, case)| (*size, case.name.clone()));
    let step = sized.len().div_ceil(count.max(1)).max(1);
    Ok(sized.into_iter().skip(step / 2).step_by(step).map(|(_, case)| case.clone()).collect())
}
