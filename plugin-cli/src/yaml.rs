//! YAML as a tree in which everything has a place.
//!
//! The grammar is that of libyaml, which Python's own reader has too: what is read there is read here. Scalars are read as
//! YAML 1.2 has them: a date is text. Numbers keep their form, so that `1.0` stays a float.

use crate::report::{Place, Report};
use libyaml_safer::{EventData, Mark, Parser, ScalarStyle};
use serde_json::{Map, Number, Value};
use std::cell::Cell;
use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

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

#[cfg(test)]
mod tests {
    use super::*;

    /// The data of a text, and what is said about it.
    fn data(text: &str) -> (Option<String>, Vec<String>) {
        let mut report = Report::new(String::new(), text.to_owned());
        let node = read(&mut report);
        let remark = |remark: &crate::report::Remark| {
            format!("{}:{}: {}", remark.place.line, remark.place.column, remark.text)
        };
        (node.map(|node| node.value().to_string()), report.remarks.iter().map(remark).collect())
    }

    #[test]
    fn scalars_are_what_they_look_like() {
        for (yaml, json) in [
            ("1", "1"),
            ("-5", "-5"),
            ("+5", "5"),
            ("1.0", "1.0"),
            ("6e3", "6000.0"),
            ("'1'", "\"1\""),
            ("102790495738029996994", "\"102790495738029996994\""),
            ("2024-01-01T00:00:00Z", "\"2024-01-01T00:00:00Z\""),
            ("1.2.3", "\"1.2.3\""),
            ("True", "true"),
            ("~", "null"),
            ("''", "\"\""),
            (".", "\".\""),
            ("|\n  two\n  lines", "\"two\\nlines\\n\""),
            (">-\n  one\n  line\n\n", "\"one line\""),
        ] {
            assert_eq!(data(yaml), (Some(json.to_owned()), Vec::new()), "{yaml}");
        }
    }

    #[test]
    fn a_key_that_is_there_twice_stays_in_its_place() {
        let (json, remarks) = data("a: 1\nb: 2\na: 3\n");
        assert_eq!(json.as_deref(), Some(r#"{"a":3,"b":2}"#));
        assert_eq!(remarks, ["3:1: the key `a` is given twice, first in line 1; the last counts"]);
    }

    #[test]
    fn sections_are_merged_in() {
        let (json, _) = data("a: &a {x: 1, y: 2}\nb: &b {z: 3}\nc:\n  y: 4\n  <<: [*a, *b]\n");
        assert_eq!(json.as_deref(), Some(r#"{"a":{"x":1,"y":2},"b":{"z":3},"c":{"x":1,"z":3,"y":4}}"#));
        assert_eq!(data("<<: 1\n").1, ["1:5: this is not YAML: `<<` takes a section, such as `*name`"]);
        assert_eq!(data("'<<': 1\n").0.as_deref(), Some(r#"{"<<":1}"#));
    }

    #[test]
    fn whatever_is_in_the_file_there_is_an_answer() {
        let traps = include_str!("../../tests/corpus/specs/traps.spec.yaml");
        let letters: Vec<char> = traps.chars().take(4000).collect();
        let pieces = [
            "\t", "\0", "\u{85}", "|", "'", "\"", "{", "]", "*", "&", "!", "!!x,", "%", "\n", "? ", "---",
            "<<", "\\x",
        ];
        for (at, piece) in (0..letters.len()).step_by(7).zip(pieces.iter().cycle()) {
            // Something that is odd in the middle of a part.
            let (before, after) = (letters[at.saturating_sub(150)..at].iter(), letters[at..].iter().take(60));
            let text: String = before.chain(piece.chars().collect::<Vec<_>>().iter()).chain(after).collect();
            let (json, remarks) = data(&text);
            assert!(json.is_some() || !remarks.is_empty(), "{text}");
        }
        let wanted = "1:5: this is not YAML: the parser gives up behind this";
        assert_eq!(data("a: {b: !c, d: 1}").1, [wanted]);
        let deep = data(&"[".repeat(100_000)).1;
        assert_eq!(deep, ["1:101: this is not YAML: this is nested too deeply"]);
    }

    #[test]
    fn there_is_one_document() {
        assert_eq!(data("---\na: 1\n...\n").0.as_deref(), Some(r#"{"a":1}"#));
        assert_eq!(data("a: 1\n---\nb: 2\n").1, ["2:1: this is not YAML: a second document begins here"]);
        assert_eq!(data("").1, ["1:1: the file is empty"]);
    }
}
