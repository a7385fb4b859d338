//! Reads `arrows.toml` and `words.toml`.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::Path;

/// The content of `arrows.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// For each crate the crates of the workspace that it may depend on.
    pub arrows: BTreeMap<String, Vec<String>>,
    /// The most lines that a source file may have.
    pub max_lines: usize,
    /// Source files that may be longer.
    #[serde(default)]
    pub long_files: Vec<LongFile>,
}

/// A source file that may be longer than the limit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LongFile {
    /// Path from the root of the workspace.
    pub path: String,
    /// Why it is not split.
    #[serde(rename = "reason")]
    pub _reason: String,
}

/// The content of `words.toml`: each word with what to write instead.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    /// Words of names, doc comments, messages and pages, in lower case.
    pub anywhere: BTreeMap<String, String>,
    /// Words of names alone, in lower case.
    pub names: BTreeMap<String, String>,
    /// Whole names, in the case in which they are written.
    pub whole_names: BTreeMap<String, String>,
    /// Uses that are right.
    pub allow: Vec<Allowance>,
}

/// A use of a word that is right.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    /// The word, as in the list above.
    pub word: String,
    /// The file, or the folder that holds it, from the root of the workspace.
    pub path: String,
    /// Why the word is right there.
    #[serde(rename = "reason")]
    pub _reason: String,
}

impl Config {
    /// Reads `arrows.toml`.
    pub fn read(path: &Path) -> Result<Self> {
        read(path)
    }
}

impl Words {
    /// Reads `words.toml`.
    pub fn read(path: &Path) -> Result<Self> {
        read(path)
    }

    /// Whether a word is right in a file.
    pub fn is_allowed(&self, word: &str, path: &Path) -> bool {
        self.allow.iter().any(|allowance| allowance.word == word && path.starts_with(&allowance.path))
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    toml::from_str(&text).with_context(|| path.display().to_string())
}
