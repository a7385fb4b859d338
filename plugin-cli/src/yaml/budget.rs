//! Bounds the size of a document with its aliases expanded.

use super::node::NodeEntry;

/// A hundred times the size of the largest known specification.
const MAX_DOCUMENT_BYTES: usize = 16 * 1024 * 1024;

/// The bytes that remain for a document.
pub struct SizeBudget {
    remaining: usize,
}

impl SizeBudget {
    /// The budget of an empty document.
    pub const FULL: Self = Self { remaining: MAX_DOCUMENT_BYTES };

    /// Takes the bytes of one node and its text; `None` if fewer remain.
    pub fn take_node(&mut self, text: &str) -> Option<()> {
        self.take(size_of::<NodeEntry>() + text.len())
    }

    /// Takes bytes; `None` if fewer remain.
    pub fn take(&mut self, bytes: usize) -> Option<()> {
        self.remaining = self.remaining.checked_sub(bytes)?;
        Some(())
    }

    /// The bytes taken since `earlier` bytes remained.
    pub fn taken_since(&self, earlier: usize) -> usize {
        earlier - self.remaining
    }

    /// The bytes that remain.
    pub fn remaining(&self) -> usize {
        self.remaining
    }
}
