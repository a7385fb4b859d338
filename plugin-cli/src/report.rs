//! What is said about a file: where, what, and how to put it right.

use serde_json::{Value, json};
use std::fmt;

/// A place in a text: line and column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The how many-th line.
    pub line: usize,
    /// The how many-th letter in it.
    pub column: usize,
}

impl Place {
    /// Where a file begins.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// There is no plugin in it.
    Error,
    /// It is odd, and kept.
    Warning,
}

impl Level {
    /// `error`
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Something about a place in a file.
#[derive(Clone, Debug)]
pub struct Remark {
    /// How bad it is.
    pub level: Level,
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub text: String,
    /// How to put it right.
    pub help: Option<String>,
}

/// All remarks about one file.
#[derive(Debug, Default)]
pub struct Report {
    /// The path of the file, as it was given.
    pub file: String,
    /// What is in the file.
    pub text: String,
    /// What is said about it.
    pub remarks: Vec<Remark>,
}

impl Report {
    /// No remarks so far.
    pub fn new(file: String, text: String) -> Self {
        Self { file, text, remarks: Vec::new() }
    }

    /// Something that leaves no plugin. An empty help is none.
    pub fn error(&mut self, place: Place, text: impl Into<String>, help: impl Into<String>) {
        self.add(Level::Error, place, text.into(), help.into());
    }

    /// Something that is odd, and kept. An empty help is none.
    pub fn warning(&mut self, place: Place, text: impl Into<String>, help: impl Into<String>) {
        self.add(Level::Warning, place, text.into(), help.into());
    }

    fn add(&mut self, level: Level, place: Place, text: String, help: String) {
        self.remarks.push(Remark { level, place, text, help: Some(help).filter(|help| !help.is_empty()) });
    }

    /// Whether one of the remarks is an error.
    pub fn has_errors(&self) -> bool {
        self.remarks.iter().any(|remark| remark.level == Level::Error)
    }

    /// For machines: an object for each remark.
    pub fn json(&self) -> impl Iterator<Item = Value> {
        self.remarks.iter().map(move |remark| {
            json!({
                "level": remark.level.name(), "file": self.file, "line": remark.place.line,
                "column": remark.place.column, "message": remark.text, "help": remark.help,
            })
        })
    }
}

/// For people: each remark with the line it is about.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<&str> = self.text.lines().collect();
        for Remark { level, place, text, help } in &self.remarks {
            let number = place.line.to_string();
            let margin = " ".repeat(number.len());
            writeln!(f, "{}: {text}", level.name())?;
            writeln!(f, "{margin}--> {}:{}:{}", self.file, place.line, place.column)?;
            if let Some(line) = lines.get(place.line.saturating_sub(1)) {
                let (line, before) = excerpt(line, place.column.saturating_sub(1));
                writeln!(f, "{margin} |\n{number} | {line}\n{margin} | {before}^")?;
            }
            if let Some(help) = help {
                writeln!(f, "{margin} = help: {help}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// How much of a line is shown, before and after a place, in letters.
const MAX_EXCERPT_CHARS: usize = 200;

/// The part of a line around a place, and what puts a mark below the place. Tabs stay, so that it stands there.
fn excerpt(line: &str, column: usize) -> (String, String) {
    let start = column.saturating_sub(MAX_EXCERPT_CHARS);
    let shown: String = line.chars().skip(start).take(2 * MAX_EXCERPT_CHARS).collect();
    let blank = |letter| if letter == '\t' { letter } else { ' ' };
    let before = shown.chars().take(column - start).map(blank).collect();
    (shown, before)
}
