//! YAML as a tree in which everything has a place.
//!
//! The grammar is that of libyaml, which Python's own reader has too: what is read there is read here. Scalars are read as
//! YAML 1.2 has them: a date is text. Numbers keep their form, so that `1.0` stays a float.

use crate::report::{Place, Report};
use libyaml_safer::{EventData, Mark, Parser, ScalarStyle};
use serde_json::{Map, Number, Value};
use std::collections::HashMap;

/// A part of a document.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it begins.
    pub place: Place,
    /// What it holds.
    pub content: Content,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// A text, a number, a boolean or nothing.
    Scalar(Value),
    /// Items, one after the other.
    List(Vec<Node>),
    /// Keys with their values, in the order of the text.
    Map(Vec<Entry>),
}

/// A key and what stands behind it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key is.
    pub place: Place,
    /// What stands behind it.
    pub value: Node,
}

impl Node {
    /// The same without places.
    pub fn value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(items) => items.iter().map(Node::value).collect(),
            Content::Map(entries) => {
                let entries = entries.iter().map(|entry| (entry.key.clone(), entry.value.value()));
                Value::Object(entries.collect::<Map<_, _>>())
            }
        }
    }

    /// Whether nothing is there, or `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar(Value::Null))
    }

    /// What it is, in words.
    pub fn kind(&self) -> &'static str {
        match &self.content {
            Content::Scalar(Value::Null) => "nothing",
            Content::Scalar(Value::Bool(_)) => "a boolean",
            Content::Scalar(Value::Number(_)) => "a number",
            Content::Scalar(_) => "a text",
            Content::List(_) => "a list",
            Content::Map(_) => "a section",
        }
    }
}

/// Reads the one document in the text of `report`; without one, the report says why. A key that is there twice counts as
/// the last, and is warned of.
pub fn read(report: &mut Report) -> Option<Node> {
    let text = report.text.clone();
    let mut bytes = text.as_bytes();
    let mut parser = Parser::new();
    parser.set_input_string(&mut bytes);
    let mut reader = Reader { parser, anchors: HashMap::new(), report };
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
}

impl Reader<'_, '_> {
    fn next(&mut self) -> Result<(EventData, Place), Failure> {
        match self.parser.parse() {
            Ok(event) => Ok((event.data, place(event.start_mark))),
            Err(error) => {
                let (at, begin) = (error.problem_mark(), error.context_mark());
                // What is not closed is noticed at the end; where it begins says more.
                let lines = self.report.text.lines().count() as u64;
                let at = at.filter(|at| at.line < lines).or(begin).or(at).unwrap_or_default();
                Err((place(at), error.problem().to_owned()))
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
        "found unexpected end of stream" => "close the quotes that begin here",
        _ => "",
    }
}

fn place(mark: Mark) -> Place {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).saturating_add(1);
    Place { line: number(mark.line), column: number(mark.column) }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return text.into();
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => true.into(),
        "false" | "False" | "FALSE" => false.into(),
        _ => number(text).map_or_else(|| text.into(), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('+').unwrap_or(text);
    match is_whole {
        // A number that is longer stays text, in which no digit is lost.
        true => text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from)).ok(),
        false => {
            let is_float = digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
            let float = text.parse::<f64>().ok().filter(|_| is_float && digits != ".");
            float.and_then(Number::from_f64)
        }
    }
}
