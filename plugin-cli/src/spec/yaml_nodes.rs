//! Reads YAML nodes of an expected form, and adds a diagnostic about each other node.

use crate::diagnostics::{Diagnostics, Position};
use crate::yaml::{NodeContent, NodeEntry};
use serde_json::Value;

/// Reads the parts of a specification.
pub struct SpecReader<'a, 'd> {
    /// The names of the custom types.
    pub types: Vec<&'a str>,
    diagnostics: &'d mut Diagnostics,
}

impl<'a, 'd> SpecReader<'a, 'd> {
    /// A reader that knows no custom types yet.
    pub fn new(diagnostics: &'d mut Diagnostics) -> Self {
        Self { types: Vec::new(), diagnostics }
    }

    /// Adds an error.
    pub fn error(&mut self, position: Position, message: impl Into<String>, hint: impl Into<String>) {
        self.diagnostics.error(position, message, hint);
    }

    /// Adds a warning.
    pub fn warning(&mut self, position: Position, message: impl Into<String>, hint: impl Into<String>) {
        self.diagnostics.warning(position, message, hint);
    }

    /// The string of an entry; a number or a boolean counts as its text.
    pub fn string(&mut self, entry: &NodeEntry) -> String {
        match &entry.value.content {
            NodeContent::Scalar(Value::String(text)) => text.clone(),
            NodeContent::Scalar(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            _ => {
                let message = format!("`{}` must be a string, found {}", entry.key, entry.value.kind());
                let hint = "write it in one line, in quotes if it contains `: `";
                self.error(entry.value.position, message, hint);
                String::new()
            }
        }
    }

    /// The entries of a mapping; null counts as an empty mapping.
    pub fn entries(&mut self, entry: &'a NodeEntry) -> &'a [NodeEntry] {
        match &entry.value.content {
            NodeContent::Map(entries) => return entries,
            NodeContent::Scalar(Value::Null) => {
                self.warning(entry.position, format!("`{}` is empty", entry.key), "remove the key");
            }
            _ => {
                let message = format!("`{}` must be a mapping, found {}", entry.key, entry.value.kind());
                self.error(
                    entry.value.position,
                    message,
                    "write one indented key per line, or remove the key",
                );
            }
        }
        &[]
    }
}

/// The entry of a key.
pub fn find<'a>(entries: &'a [NodeEntry], key: &str) -> Option<&'a NodeEntry> {
    entries.iter().find(|entry| entry.key == key)
}
