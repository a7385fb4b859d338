//! A specification as Rust, in the words that a person would have chosen.

mod choice;
mod crate_files;
mod field;
mod literal;
mod meaning;
mod names;
mod record;
mod step;
mod uses;

pub use crate_files::{File, files, list_entry, step_file, types};
pub use names::Names;

/// A text as a doc comment if it reads the same from there: one line, nothing around it.
fn doc(text: &str) -> Option<String> {
    let is_line = !text.is_empty() && text.trim() == text && !text.contains(['\n', '\r', '\t']);
    is_line.then(|| format!("/// {text}\n"))
}
