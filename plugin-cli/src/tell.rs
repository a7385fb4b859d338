//! What a command says when it is done: to people on stderr, or with `--json` to a machine on stdout, one object a line.

use serde_json::{Map, Value, json};
use std::fmt::Display;
use std::io::Write;

/// Why a command did not do what it should.
#[derive(Debug)]
pub struct Failure {
    text: String,
    help: Option<String>,
}

impl Failure {
    /// What is wrong, and where.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), help: None }
    }

    /// How to put it right.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// Who listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listener {
    /// A person, who reads stderr.
    Person,
    /// A machine, which reads stdout.
    Machine,
}

impl Listener {
    /// Says what was done: the text to a person, the object to a machine.
    pub fn tell(self, text: impl Display, object: &Value) {
        match self {
            Self::Person => remark(text),
            Self::Machine => print(&format!("{object}\n")),
        }
    }

    /// Says why it was not done.
    pub fn fail(self, failure: &Failure) {
        let Failure { text, help } = failure;
        match (self, help) {
            (Self::Person, None) => remark(format_args!("error: {text}")),
            (Self::Person, Some(help)) => remark(format_args!("error: {text}\n  = help: {help}")),
            (Self::Machine, _) => {
                print(&format!("{}\n", json!({"level": "error", "message": text, "help": help})));
            }
        }
    }
}

/// An object with one key.
pub fn object(key: &str, value: impl Display) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), value.to_string().into())]))
}

/// Writes a line to stderr, if it is there.
pub fn remark(text: impl Display) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Writes to stdout. A reader such as `head` that has seen enough is no matter.
pub fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
