//! The output of a command: lines on stderr for people, or with `--json` one JSON object in each line of stdout.

use crate::diagnostics::Diagnostics;
use serde_json::{Map, Value, json};
use std::fmt::Display;
use std::io::Write;

/// Why a command failed.
#[derive(Debug)]
pub struct CommandError {
    message: String,
    hint: Option<String>,
}

impl CommandError {
    /// An error without a hint.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    /// Adds a hint: what the user can do.
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// The format of a command's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// Text on stderr, for people.
    Text,
    /// JSON on stdout, for programs.
    Json,
}

impl OutputFormat {
    /// Reports a result: as text, or as the object.
    pub fn report(self, text: impl Display, object: &Value) {
        match self {
            Self::Text => print_stderr(text),
            Self::Json => print_stdout(&format!("{object}\n")),
        }
    }

    /// Reports the diagnostics about a file.
    pub fn diagnostics(self, diagnostics: &Diagnostics) {
        match self {
            Self::Text => drop(write!(std::io::stderr(), "{diagnostics}")),
            Self::Json => diagnostics.json().for_each(|object| print_stdout(&format!("{object}\n"))),
        }
    }

    /// Reports an error. Its hint is a `help:` line, as in messages of rustc.
    pub fn error(self, error: &CommandError) {
        let CommandError { message, hint } = error;
        match (self, hint) {
            (Self::Text, None) => print_stderr(format_args!("error: {message}")),
            (Self::Text, Some(hint)) => print_stderr(format_args!("error: {message}\n  = help: {hint}")),
            (Self::Json, _) => {
                let object = json!({"level": "error", "message": message, "help": hint});
                print_stdout(&format!("{object}\n"));
            }
        }
    }
}

/// A JSON object with one key.
pub fn object(key: &str, value: impl Display) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), value.to_string().into())]))
}

/// Prints a line to stderr. A stderr that is closed or full is not an error.
pub fn print_stderr(text: impl Display) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints text to stdout. A reader such as `head` that stops reading is not an error.
pub fn print_stdout(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
