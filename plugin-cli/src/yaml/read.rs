//! From text to the tree.

use super::scalar::scalar;
use super::{Content, Entry, Node};
use crate::report::{Place, Report};
use libyaml_safer::{EventData, Mark, Parser, ScalarStyle};
use std::cell::Cell;
use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

/// Reads the one document in the text of `report`; without one, the report says why. A key that is there twice counts as
/// the last, and is warned of.
pub fn read(report: &mut Report) -> Option<Node> {
    // The parser takes it for granted that a line ends.
    let text = format!("{}\n", report.text);
    let mut bytes = text.as_bytes();
    let mut parser = Parser::new();
    parser.set_input_string(&mut bytes);
    let mut reader = Reader { parser, anchors: HashMap::new(), report, at: Place::START, depth: 0 };
    match reader.document() {
        Ok(Some(node)) => Some(node),
        Ok(None) => {
            report.error(
                Place::START,
                "the file is empty",
                "a specification begins with `plugin_spec_version: v2`",
            );
            None
        }
        Err((place, message)) => {
            report.error(place, format!("this is not YAML: {message}"), cure(&message));
            None
        }
    }
}

type Failure = (Place, String);

struct Reader<'p, 'r> {
    parser: Parser<&'p mut &'p [u8]>,
    anchors: HashMap<String, Node>,
    report: &'r mut Report,
    /// Where the last event was.
    at: Place,
    depth: usize,
}

/// How deep lists and sections may lie within each other.
const DEPTH: usize = 100;

impl Reader<'_, '_> {
    fn next(&mut self) -> Result<(EventData, Place), Failure> {
        let Some(event) = quietly(|| self.parser.parse()) else {
            return Err((self.at, GIVES_UP.to_owned()));
        };
        match event {
            Ok(event) => {
                self.at = place(event.start_mark);
                Ok((event.data, self.at))
            }
            Err(error) => {
                let (at, begin) = (error.problem_mark(), error.context_mark());
                // What is not closed is noticed at the end; where it begins says more.
                let lines = self.report.text.lines().count() as u64;
                let within = |mark: &Mark| mark.line < lines;
                let at =
                    at.filter(within).or(begin.filter(within)).map_or_else(|| end(&self.report.text), place);
                Err((at, error.problem().to_owned()))
            }
        }
    }

    fn document(&mut self) -> Result<Option<Node>, Failure> {
        loop {
            match self.next()? {
                (EventData::StreamStart { .. } | EventData::DocumentStart { .. }, _) => {}
                (EventData::StreamEnd | EventData::DocumentEnd { .. }, _) => return Ok(None),
                (event, place) => {
                    let node = self.node(event, place)?;
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
                (EventData::DocumentEnd { .. }, _) => {}
                (EventData::StreamEnd, _) => return Ok(()),
                (_, place) => return Err((place, "a second document begins here".to_owned())),
            }
        }
    }

    fn node(&mut self, event: EventData, place: Place) -> Result<Node, Failure> {
        if self.depth == DEPTH {
            return Err((place, "this is nested too deeply".to_owned()));
        }
        self.depth += 1;
        let node = self.content(event, place);
        self.depth -= 1;
        node
    }

    fn content(&mut self, event: EventData, place: Place) -> Result<Node, Failure> {
        let (content, anchor) = match event {
            EventData::Scalar { value, style, anchor, .. } => {
                (Content::Scalar(scalar(&value, style)), anchor)
            }
            EventData::SequenceStart { anchor, .. } => (Content::List(self.items()?), anchor),
            EventData::MappingStart { anchor, .. } => (Content::Map(self.entries()?), anchor),
            EventData::Alias { anchor } => {
                return self.anchors.get(&anchor).cloned().ok_or((place, "an alias of nothing".to_owned()));
            }
            _ => return Err((place, "something is missing here".to_owned())),
        };
        let node = Node { place, content };
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn items(&mut self) -> Result<Vec<Node>, Failure> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (EventData::SequenceEnd, _) => return Ok(items),
                (event, place) => items.push(self.node(event, place)?),
            }
        }
    }

    fn entries(&mut self) -> Result<Vec<Entry>, Failure> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut merged = Vec::new();
        loop {
            let (key, place, is_plain) = match self.next()? {
                (EventData::MappingEnd, _) => break,
                (EventData::Scalar { value, style, .. }, place) => {
                    (value, place, style == ScalarStyle::Plain)
                }
                (_, place) => return Err((place, "a key is a text".to_owned())),
            };
            let (event, value_place) = self.next()?;
            let value = self.node(event, value_place)?;
            if is_plain && key == "<<" {
                merged.extend(parts(value)?);
                continue;
            }
            let entry = Entry { key, place, value };
            match entries.iter_mut().find(|known| known.key == entry.key) {
                Some(known) => {
                    let (key, first) = (&entry.key, known.place.line);
                    let message =
                        format!("the key `{key}` is given twice, first in line {first}; the last counts");
                    self.report.warning(place, message, "take one of them away");
                    // It stays where it was first, as in Python.
                    *known = entry;
                }
                None => entries.push(entry),
            }
        }
        // What is merged in comes before what stands there, which counts.
        let mut all: Vec<Entry> = Vec::new();
        for entry in merged {
            if !all.iter().chain(&entries).any(|known| known.key == entry.key) {
                all.push(entry);
            }
        }
        all.append(&mut entries);
        Ok(all)
    }
}

/// What is said where the parser panics.
const GIVES_UP: &str = "the parser gives up behind this";

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// The parser was never finished for a tag with a comma behind it, where it panics. Nothing is printed then.
fn quietly<T>(parse: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_QUIET.get() {
                loud(info)
            }
        }));
    });
    IS_QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(parse));
    IS_QUIET.set(false);
    result.ok()
}

/// The entries that `<<` brings: those of a section, or of each in a list.
fn parts(node: Node) -> Result<Vec<Entry>, Failure> {
    match node.content {
        Content::Map(entries) => Ok(entries),
        Content::List(items) => {
            items.into_iter().map(parts).collect::<Result<Vec<_>, _>>().map(|all| all.concat())
        }
        Content::Scalar(_) => Err((node.place, "`<<` takes a section, such as `*name`".to_owned())),
    }
}

/// What most often is behind a message of the parser.
fn cure(message: &str) -> &'static str {
    match message {
        "mapping values are not allowed in this context" => {
            "put a text that has `: ` in it in quotes, or see how far the line is indented"
        }
        "found character that cannot start any token" => {
            "indent with spaces, not tabs, and put a text that begins with `@`, `%` or a backtick in quotes"
        }
        "did not find expected <document start>" => {
            "let all keys of the first level begin in the same column"
        }
        "did not find expected key"
        | "did not find expected ',' or '}'"
        | "did not find expected ',' or ']'" => {
            "see how far the line is indented, and whether quotes and brackets are closed"
        }
        GIVES_UP => "take tags such as `!name` away, or put the text in quotes",
        "did not find expected node content" => "a value is missing here, or a bracket that closes",
        "found unexpected end of stream" => "close the quotes that begin here",
        _ => "",
    }
}

/// Behind the last letter.
fn end(text: &str) -> Place {
    let last = text.lines().last().unwrap_or_default();
    Place { line: text.lines().count().max(1), column: last.chars().count() + 1 }
}

fn place(mark: Mark) -> Place {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).saturating_add(1);
    Place { line: number(mark.line), column: number(mark.column) }
}
