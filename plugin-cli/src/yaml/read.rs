//! Builds the tree from the events of the parser.

use super::budget::SizeBudget;
use super::hint::hint;
use super::node::{Node, NodeContent, NodeEntry};
use super::scalar::scalar;
use crate::diagnostics::{Diagnostics, Position};
use granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, StrInput, options};
use std::collections::HashMap;

/// Reads the document in the text of `diagnostics`; `None` after an error. The last of two equal keys counts, with a warning.
pub fn read(diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = std::mem::take(&mut diagnostics.text);
    let limits = options! { emit_comments: false, flow_nesting_limit: MAX_DEPTH };
    let parser = Parser::new_from_str_with_options(&text, limits);
    let mut builder =
        TreeBuilder { parser, anchors: HashMap::new(), diagnostics, budget: SizeBudget::FULL, depth: 0 };
    let document = builder.document();
    diagnostics.text = text;
    match document {
        Ok(Some(node)) => Some(node),
        Ok(None) => {
            diagnostics.error(
                Position::START,
                "the file is empty",
                "a specification starts with `plugin_spec_version: v2`",
            );
            None
        }
        Err(YamlError { position, message, hint }) => {
            diagnostics.error(position, format!("invalid YAML: {message}"), hint);
            None
        }
    }
}

struct YamlError {
    position: Position,
    message: String,
    hint: &'static str,
}

impl YamlError {
    fn new(position: Position, message: impl Into<String>, hint: &'static str) -> Self {
        Self { position, message: message.into(), hint }
    }

    fn too_deep(position: Position) -> Self {
        Self::new(position, format!("more than {MAX_DEPTH} nested lists and mappings"), "reduce the nesting")
    }

    fn too_large(position: Position) -> Self {
        let message = "the document is larger than 16 MiB with its aliases expanded";
        Self::new(position, message, "remove aliases of mappings and lists that contain aliases")
    }
}

/// The node that an anchor names.
struct Anchor {
    node: Node,
    /// The bytes that the node takes from the budget.
    bytes: usize,
}

struct TreeBuilder<'t, 'r> {
    parser: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Anchor>,
    diagnostics: &'r mut Diagnostics,
    budget: SizeBudget,
    depth: usize,
}

/// The limit of nested lists and mappings.
const MAX_DEPTH: usize = 100;

impl<'t> TreeBuilder<'t, '_> {
    fn next(&mut self) -> Result<(Event<'t>, Position), YamlError> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((without_tilde(event, span.is_empty()), position(span.start))),
            Some(Err(error)) => Err(match error.kind() {
                ErrorKind::RecursionLimitExceeded => YamlError::too_deep(position(*error.marker())),
                kind => YamlError::new(position(*error.marker()), error.info(), hint(kind)),
            }),
            None => Ok((Event::StreamEnd, Position::START)),
        }
    }

    fn document(&mut self) -> Result<Option<Node>, YamlError> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(..), _) => {}
                (Event::StreamEnd | Event::DocumentEnd, _) => return Ok(None),
                (event, position) => {
                    let node = self.node(event, position)?;
                    self.end()?;
                    return Ok(Some(node));
                }
            }
        }
    }

    /// Checks that no second document follows, as after a line with less indentation than the first one.
    fn end(&mut self) -> Result<(), YamlError> {
        loop {
            match self.next()? {
                (Event::DocumentEnd, _) => {}
                (Event::StreamEnd, _) => return Ok(()),
                (_, position) => {
                    return Err(YamlError::new(
                        position,
                        "a second document starts here",
                        "keep one document, and start all top-level keys in the same column",
                    ));
                }
            }
        }
    }

    fn node(&mut self, event: Event<'t>, position: Position) -> Result<Node, YamlError> {
        if self.depth == MAX_DEPTH {
            return Err(YamlError::too_deep(position));
        }
        self.depth += 1;
        let node = self.content(event, position);
        self.depth -= 1;
        node
    }

    fn content(&mut self, event: Event<'t>, position: Position) -> Result<Node, YamlError> {
        let before = self.budget.remaining();
        let text = event.scalar().map_or("", |(text, _)| text);
        self.budget.take_node(text).ok_or_else(|| YamlError::too_large(position))?;
        let (content, anchor) = match event {
            Event::Scalar(value, style, anchor, _) => (NodeContent::Scalar(scalar(&value, style)), anchor),
            Event::SequenceStart(_, anchor, _) => (NodeContent::List(self.items()?), anchor),
            Event::MappingStart(_, anchor, _) => (NodeContent::Map(self.entries()?), anchor),
            Event::Alias(anchor) => return self.alias(anchor, position),
            _ => return Err(YamlError::new(position, "a value is missing", "")),
        };
        let node = Node { position, content };
        // A node without an anchor has the number 0.
        if anchor != 0 {
            let bytes = self.budget.taken_since(before);
            self.budget.take(bytes).ok_or_else(|| YamlError::too_large(position))?;
            self.anchors.insert(anchor, Anchor { node: node.clone(), bytes });
        }
        Ok(node)
    }

    fn alias(&mut self, anchor: usize, position: Position) -> Result<Node, YamlError> {
        let Some(Anchor { node, bytes }) = self.anchors.get(&anchor) else {
            return Err(YamlError::new(
                position,
                "the alias refers to a node that contains it",
                "remove the alias",
            ));
        };
        self.budget.take(*bytes).ok_or_else(|| YamlError::too_large(position))?;
        if self.depth + node.depth() > MAX_DEPTH {
            return Err(YamlError::too_deep(position));
        }
        Ok(node.clone())
    }

    fn items(&mut self) -> Result<Vec<Node>, YamlError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(items),
                (event, position) => items.push(self.node(event, position)?),
            }
        }
    }

    fn entries(&mut self) -> Result<Vec<NodeEntry>, YamlError> {
        let (mut entries, mut merged) = (EntryMap::default(), EntryMap::default());
        loop {
            let (key, position, style) = match self.next()? {
                (Event::MappingEnd, _) => break,
                (Event::Scalar(value, style, ..), position) => (value, position, style),
                (_, position) => return Err(YamlError::new(position, "a key must be a string", "")),
            };
            self.budget.take(key.len()).ok_or_else(|| YamlError::too_large(position))?;
            let (event, value_position) = self.next()?;
            let value = self.node(event, value_position)?;
            if style == ScalarStyle::Plain && key == "<<" {
                // The first of two merged entries counts.
                merged_entries(value)?.into_iter().for_each(|entry| merged.add(entry));
                continue;
            }
            let entry = NodeEntry { key: key.into_owned(), position, value };
            if let Some(known) = entries.get(&entry.key) {
                let (key, first) = (&entry.key, known.position.line);
                let message = format!("duplicate key `{key}`, first in line {first}: the last value counts");
                self.diagnostics.warning(position, message, "remove one of them");
            }
            entries.put(entry);
        }
        // Merged entries come first. An entry of the mapping itself replaces a merged one.
        merged.entries.retain(|entry| entries.get(&entry.key).is_none());
        merged.entries.append(&mut entries.entries);
        Ok(merged.entries)
    }
}

/// Entries with an index of their keys.
#[derive(Default)]
struct EntryMap {
    entries: Vec<NodeEntry>,
    indices: HashMap<String, usize>,
}

impl EntryMap {
    fn get(&self, key: &str) -> Option<&NodeEntry> {
        self.indices.get(key).map(|index| &self.entries[*index])
    }

    /// Adds an entry, unless the key exists.
    fn add(&mut self, entry: NodeEntry) {
        if self.get(&entry.key).is_none() {
            self.put(entry);
        }
    }

    /// Adds an entry, or replaces the one with its key, as Python does.
    fn put(&mut self, entry: NodeEntry) {
        match self.indices.get(&entry.key) {
            Some(index) => self.entries[*index] = entry,
            None => {
                self.indices.insert(entry.key.clone(), self.entries.len());
                self.entries.push(entry);
            }
        }
    }
}

/// Replaces the `~` that the parser emits for a missing scalar; a missing key is an empty string.
fn without_tilde(event: Event<'_>, is_empty: bool) -> Event<'_> {
    match event {
        Event::Scalar(_, ScalarStyle::Plain, anchor, tag) if is_empty => {
            Event::Scalar("".into(), ScalarStyle::Plain, anchor, tag)
        }
        other => other,
    }
}

/// The entries that `<<` merges: those of a mapping, or of each mapping in a list.
fn merged_entries(node: Node) -> Result<Vec<NodeEntry>, YamlError> {
    match node.content {
        NodeContent::Map(entries) => Ok(entries),
        NodeContent::List(items) => {
            items.into_iter().map(merged_entries).collect::<Result<Vec<_>, _>>().map(|all| all.concat())
        }
        NodeContent::Scalar(_) => {
            let message = format!("`<<` must be a mapping, found {}", node.kind());
            Err(YamlError::new(node.position, message, "write an alias of a mapping, such as `*name`"))
        }
    }
}

fn position(marker: Marker) -> Position {
    Position { line: marker.line(), column: marker.col() + 1 }
}
