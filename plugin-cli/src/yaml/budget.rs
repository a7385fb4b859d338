//! How large a document may become, with its aliases expanded.

use super::node::Entry;

/// How many bytes a document may take, its aliases expanded: a hundred times the largest specification known.
const MAX_DOCUMENT_BYTES: usize = 16 * 1024 * 1024;

/// The bytes that are left for a document.
pub struct Budget {
    left: usize,
}

impl Budget {
    /// All of it is left.
    pub const FULL: Self = Self { left: MAX_DOCUMENT_BYTES };

    /// Takes the bytes of one node and its text; `None` if they are not left.
    pub fn node(&mut self, text: &str) -> Option<()> {
        self.take(size_of::<Entry>() + text.len())
    }

    /// Takes so many bytes; `None` if they are not left.
    pub fn take(&mut self, bytes: usize) -> Option<()> {
        self.left = self.left.checked_sub(bytes)?;
        Some(())
    }

    /// How many bytes were taken since `earlier` were left.
    pub fn taken_since(&self, earlier: usize) -> usize {
        earlier - self.left
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.left
    }
}
