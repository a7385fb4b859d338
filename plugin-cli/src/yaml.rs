//! YAML as a tree in which everything has a place.
//!
//! The grammar is that of libyaml, which Python's own reader has too: what is read there is read here. Scalars are read as
//! YAML 1.2 has them: a date is text. Numbers keep their form, so that `1.0` stays a float.

use crate::report::{Place, Report};
use libyaml_safer::{EventData, Mark, Parser, ScalarStyle};
use serde_json::{Map, Number, Value};
use std::collections::HashMap;

#[derive(Clone, Debug)]
pub struct Node {
    pub place: Place,
    pub content: Content,
}

#[derive(Clone, Debug)]
pub enum Content {
    Scalar(Value),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key and what stands behind it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub key: String,
    pub place: Place,
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

/// Reads the one document in the text of `report`. A key that is there twice counts as the last, and is warned of.
pub fn read(report: &mut Report) -> Option<Node> {
    let text = report.text.clone();
    let mut bytes = text.as_bytes();
    let mut parser = Parser::new();
    parser.set_input_string(&mut bytes);
    let mut reader = Reader { parser, anchors: HashMap::new(), report };
    match reader.document() {
        Ok(node) => node,
        Err((place, message)) => {
            report.error(place, format!("this is not YAML: {message}"), "");
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
                let at = error.problem_mark().or(error.context_mark()).unwrap_or_default();
                Err((place(at), error.problem().to_owned()))
            }
        }
    }

    fn document(&mut self) -> Result<Option<Node>, Failure> {
        loop {
            match self.next()? {
                (EventData::StreamStart { .. } | EventData::DocumentStart { .. }, _) => {}
                (EventData::StreamEnd | EventData::DocumentEnd { .. }, _) => return Ok(None),
                (event, place) => return self.node(event, place).map(Some),
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
        loop {
            let (key, place) = match self.next()? {
                (EventData::MappingEnd, _) => return Ok(entries),
                (EventData::Scalar { value, .. }, place) => (value, place),
                (_, place) => return Err((place, "a key is a text".to_owned())),
            };
            let (event, value_place) = self.next()?;
            let value = self.node(event, value_place)?;
            let known = entries.iter().position(|entry| entry.key == key);
            if let Some(index) = known {
                let first = entries.remove(index).place.line;
                let message =
                    format!("the key `{key}` is given twice, first in line {first}; the last counts");
                self.report.warning(place, message, "take one of them away");
            }
            entries.push(Entry { key, place, value });
        }
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
