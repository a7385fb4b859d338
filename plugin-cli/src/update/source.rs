//! Edits Rust source text at the spans of its syntax, which keeps formatting and comments.

use proc_macro2::Span;
use std::ops::Range;
use syn::Item;
use syn::spanned::Spanned;

/// A parsed source file and its text.
pub struct Source<'t> {
    text: &'t str,
    /// The items of the file.
    pub items: Vec<Item>,
    /// The bytes before the text that spans count from: a byte order mark and a `#!` line.
    offset: usize,
}

impl<'t> Source<'t> {
    /// Parses the text of a file.
    ///
    /// # Errors
    /// If the text is not valid Rust.
    pub fn parse(text: &'t str) -> syn::Result<Self> {
        let file = syn::parse_file(text)?;
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let offset = mark + file.shebang.map_or(0, |shebang| shebang.len());
        Ok(Self { text, items: file.items, offset })
    }

    /// The bytes of the text that a span covers.
    pub fn range(&self, span: Span) -> Range<usize> {
        let range = span.byte_range();
        range.start + self.offset..range.end + self.offset
    }

    /// The text between two positions.
    pub fn slice(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    /// The position where the first item starts, or the end of the file.
    pub fn first_item(&self) -> usize {
        self.items.first().map_or(self.text.len(), |item| self.range(item.span()).start)
    }

    /// The position after `end` at which a line can follow: after a comment to the end of the line, or `end` itself if more
    /// code follows in its line.
    pub fn end_of_line(&self, end: usize) -> usize {
        let rest = self.slice(end..self.text.len());
        let line = rest.lines().next().unwrap_or_default();
        let is_comment = line.trim().is_empty() || line.trim_start().starts_with("//");
        if is_comment { end + line.len() } else { end }
    }

    /// The spaces and tabs before the first other character of the line of a position.
    pub fn indent(&self, position: usize) -> &'t str {
        let start = self.slice(0..position).rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.slice(start..self.text.len());
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Replaces a range of the text. The line endings of `new` become those of the file.
    pub fn replace(&self, range: Range<usize>, new: &str) -> String {
        let new = new.replace("\r\n", "\n");
        let new = if self.text.contains("\r\n") { new.replace('\n', "\r\n") } else { new };
        format!("{}{new}{}", self.slice(0..range.start), self.slice(range.end..self.text.len()))
    }

    /// Inserts `new` at a position of the text.
    pub fn insert(&self, position: usize, new: &str) -> String {
        self.replace(position..position, new)
    }
}
