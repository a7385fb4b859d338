//! From text to the tree.

use super::budget::Budget;
use super::hint::hint;
use super::node::{Content, Entry, Node};
use super::scalar::scalar;
use crate::diagnostics::{Diagnostics, Position};
use granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, StrInput, options};
use std::collections::HashMap;

/// Reads the one document in the text of `diagnostics`; without one, the diagnostics says why. A key that is there twice counts as
/// the last, and is warned of.
pub fn read(diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = std::mem::take(&mut diagnostics.text);
    let limits = options! { emit_comments: false, flow_nesting_limit: MAX_DEPTH };
    let parser = Parser::new_from_str_with_options(&text, limits);
    let mut reader = Reader { parser, anchors: HashMap::new(), diagnostics, budget: Budget::FULL, depth: 0 };
    let document = reader.document();
    diagnostics.text = text;
    match document {
        Ok(Some(node)) => Some(node),
        Ok(None) => {
            diagnostics.error(
                Position::START,
                "the file is empty",
                "a specification begins with `plugin_spec_version: v2`",
            );
            None
        }
        Err(Failure { position, message, hint }) => {
            diagnostics.error(position, format!("this is not YAML: {message}"), hint);
            None
        }
    }
}

struct Failure {
    position: Position,
    message: String,
    hint: &'static str,
}

impl Failure {
    fn new(position: Position, message: impl Into<String>, hint: &'static str) -> Self {
        Self { position, message: message.into(), hint }
    }

    fn too_deep(position: Position) -> Self {
        Self::new(position, "this is nested too deeply", "put less within each other")
    }

    fn too_large(position: Position) -> Self {
        let message = "the document is too large, with all its aliases expanded";
        Self::new(position, message, "take away aliases of sections that hold aliases themselves")
    }
}

/// What an anchor names.
struct Anchored {
    node: Node,
    /// How much of the budget it takes.
    bytes: usize,
}

struct Reader<'t, 'r> {
    parser: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Anchored>,
    diagnostics: &'r mut Diagnostics,
    budget: Budget,
    depth: usize,
}

/// How deep lists and sections may lie within each other.
const MAX_DEPTH: usize = 100;

impl<'t> Reader<'t, '_> {
    fn next(&mut self) -> Result<(Event<'t>, Position), Failure> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((without_tilde(event, span.is_empty()), position(span.start))),
            Some(Err(error)) => Err(match error.kind() {
                ErrorKind::RecursionLimitExceeded => Failure::too_deep(position(*error.marker())),
                kind => Failure::new(position(*error.marker()), error.info(), hint(kind)),
            }),
            None => Ok((Event::StreamEnd, Position::START)),
        }
    }

    fn document(&mut self) -> Result<Option<Node>, Failure> {
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

    /// Nothing comes behind the document. A line that is indented less than the first one ends it before its time.
    fn end(&mut self) -> Result<(), Failure> {
        loop {
            match self.next()? {
                (Event::DocumentEnd, _) => {}
                (Event::StreamEnd, _) => return Ok(()),
                (_, position) => return Err(Failure::new(position, "a second document begins here", "")),
            }
        }
    }

    fn node(&mut self, event: Event<'t>, position: Position) -> Result<Node, Failure> {
        if self.depth == MAX_DEPTH {
            return Err(Failure::too_deep(position));
        }
        self.depth += 1;
        let node = self.content(event, position);
        self.depth -= 1;
        node
    }

    fn content(&mut self, event: Event<'t>, position: Position) -> Result<Node, Failure> {
        let before = self.budget.left();
        let text = event.scalar().map_or("", |(text, _)| text);
        self.budget.node(text).ok_or_else(|| Failure::too_large(position))?;
        let (content, anchor) = match event {
            Event::Scalar(value, style, anchor, _) => (Content::Scalar(scalar(&value, style)), anchor),
            Event::SequenceStart(_, anchor, _) => (Content::List(self.items()?), anchor),
            Event::MappingStart(_, anchor, _) => (Content::Map(self.entries()?), anchor),
            Event::Alias(anchor) => return self.alias(anchor, position),
            _ => return Err(Failure::new(position, "something is missing here", "")),
        };
        let node = Node { position, content };
        // An anchor that nothing refers to has the number 0.
        if anchor != 0 {
            let bytes = self.budget.taken_since(before);
            self.budget.take(bytes).ok_or_else(|| Failure::too_large(position))?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), bytes });
        }
        Ok(node)
    }

    fn alias(&mut self, anchor: usize, position: Position) -> Result<Node, Failure> {
        let Some(Anchored { node, bytes }) = self.anchors.get(&anchor) else {
            return Err(Failure::new(position, "an alias of a section that it stands in", "take it away"));
        };
        self.budget.take(*bytes).ok_or_else(|| Failure::too_large(position))?;
        if self.depth + node.depth() > MAX_DEPTH {
            return Err(Failure::too_deep(position));
        }
        Ok(node.clone())
    }

    fn items(&mut self) -> Result<Vec<Node>, Failure> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(items),
                (event, position) => items.push(self.node(event, position)?),
            }
        }
    }

    fn entries(&mut self) -> Result<Vec<Entry>, Failure> {
        let (mut entries, mut merged) = (Section::default(), Section::default());
        loop {
            let (key, position, style) = match self.next()? {
                (Event::MappingEnd, _) => break,
                (Event::Scalar(value, style, ..), position) => (value, position, style),
                (_, position) => return Err(Failure::new(position, "a key is a text", "")),
            };
            self.budget.take(key.len()).ok_or_else(|| Failure::too_large(position))?;
            let (event, value_position) = self.next()?;
            let value = self.node(event, value_position)?;
            if style == ScalarStyle::Plain && key == "<<" {
                // The first of two that are merged in counts.
                parts(value)?.into_iter().for_each(|entry| merged.add(entry));
                continue;
            }
            let entry = Entry { key: key.into_owned(), position, value };
            if let Some(known) = entries.get(&entry.key) {
                let (key, first) = (&entry.key, known.position.line);
                let message =
                    format!("the key `{key}` is given twice, first in line {first}; the last counts");
                self.diagnostics.warning(position, message, "take one of them away");
            }
            entries.put(entry);
        }
        // What is merged in comes before what stands there, which counts.
        merged.entries.retain(|entry| entries.get(&entry.key).is_none());
        merged.entries.append(&mut entries.entries);
        Ok(merged.entries)
    }
}

/// Entries that are found by their keys.
#[derive(Default)]
struct Section {
    entries: Vec<Entry>,
    indices: HashMap<String, usize>,
}

impl Section {
    fn get(&self, key: &str) -> Option<&Entry> {
        self.indices.get(key).map(|index| &self.entries[*index])
    }

    /// Adds an entry whose key is not there yet.
    fn add(&mut self, entry: Entry) {
        if self.get(&entry.key).is_none() {
            self.put(entry);
        }
    }

    /// Adds an entry, or puts it in the position of the one with its key, as in Python.
    fn put(&mut self, entry: Entry) {
        match self.indices.get(&entry.key) {
            Some(index) => self.entries[*index] = entry,
            None => {
                self.indices.insert(entry.key.clone(), self.entries.len());
                self.entries.push(entry);
            }
        }
    }
}

/// The parser has `~` for a scalar that is not there; as a key it is an empty text.
fn without_tilde(event: Event<'_>, is_empty: bool) -> Event<'_> {
    match event {
        Event::Scalar(_, ScalarStyle::Plain, anchor, tag) if is_empty => {
            Event::Scalar("".into(), ScalarStyle::Plain, anchor, tag)
        }
        other => other,
    }
}

/// The entries that `<<` brings: those of a section, or of each in a list.
fn parts(node: Node) -> Result<Vec<Entry>, Failure> {
    match node.content {
        Content::Map(entries) => Ok(entries),
        Content::List(items) => {
            items.into_iter().map(parts).collect::<Result<Vec<_>, _>>().map(|all| all.concat())
        }
        Content::Scalar(_) => {
            Err(Failure::new(node.position, "`<<` takes a section, such as `*name`", "name a section"))
        }
    }
}

fn position(marker: Marker) -> Position {
    Position { line: marker.line(), column: marker.col() + 1 }
}
