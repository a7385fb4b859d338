//! What is said about a file: where, what, and how to put it right.

use serde_json::{Value, json};
use std::fmt;

/// A place in a text: line and column, both from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Error,
    Warning,
}

/// Something about a place in a file.
#[derive(Clone, Debug)]
pub struct Remark {
    pub level: Level,
    pub place: Place,
    pub text: String,
    pub help: Option<String>,
}

/// All remarks about one file.
#[derive(Debug, Default)]
pub struct Report {
    pub file: String,
    pub text: String,
    pub remarks: Vec<Remark>,
}

impl Report {
    pub fn new(file: String, text: String) -> Self {
        Self { file, text, remarks: Vec::new() }
    }

    pub fn error(&mut self, place: Place, text: impl Into<String>, help: impl Into<String>) {
        self.add(Level::Error, place, text.into(), help.into());
    }

    pub fn warning(&mut self, place: Place, text: impl Into<String>, help: impl Into<String>) {
        self.add(Level::Warning, place, text.into(), help.into());
    }

    fn add(&mut self, level: Level, place: Place, text: String, help: String) {
        self.remarks.push(Remark { level, place, text, help: Some(help).filter(|help| !help.is_empty()) });
    }

    pub fn has_errors(&self) -> bool {
        self.remarks.iter().any(|remark| remark.level == Level::Error)
    }

    /// For machines: an object for each remark.
    pub fn json(&self) -> impl Iterator<Item = Value> {
        let level = |level| if level == Level::Error { "error" } else { "warning" };
        self.remarks.iter().map(move |remark| {
            json!({
                "level": level(remark.level), "file": self.file, "line": remark.place.line,
                "column": remark.place.column, "message": remark.text, "help": remark.help,
            })
        })
    }
}

/// For people: each remark with the line it is about.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Remark { level, place, text, help } in &self.remarks {
            let level = if *level == Level::Error { "error" } else { "warning" };
            let number = place.line.to_string();
            let margin = " ".repeat(number.len());
            writeln!(f, "{level}: {text}")?;
            writeln!(f, "{margin}--> {}:{}:{}", self.file, place.line, place.column)?;
            if let Some(line) = self.text.lines().nth(place.line.saturating_sub(1)) {
                let before = " ".repeat(place.column.saturating_sub(1));
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
