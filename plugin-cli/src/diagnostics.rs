//! Diagnostics about a file: a message, its position, and a hint.
//!
//! annotate-snippets renders them for people, as rustc does: a hint is a `help:` line. With `--json` each diagnostic is an
//! object in a line of its own.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};
use serde_json::{Value, json};
use std::fmt;
use std::ops::Range;

/// A position in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl Position {
    /// The start of a file.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// How severe a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The file is rejected.
    Error,
    /// The file is accepted.
    Warning,
}

impl Severity {
    /// The name in messages: `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }

    fn level(self) -> Level<'static> {
        match self {
            Self::Error => Level::ERROR,
            Self::Warning => Level::WARNING,
        }
    }
}

/// A message about a position in a file.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// How severe it is.
    pub severity: Severity,
    /// The position that it is about.
    pub position: Position,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The diagnostics about one file.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// The path of the file, as the command line has it.
    pub path: String,
    /// The text of the file.
    pub text: String,
    /// The diagnostics in the order in which they were found.
    pub list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty list.
    pub fn new(path: String, text: String) -> Self {
        Self { path, text, list: Vec::new() }
    }

    /// Adds an error. An empty hint counts as none.
    pub fn error(&mut self, position: Position, message: impl Into<String>, hint: impl Into<String>) {
        self.add(Severity::Error, position, message.into(), hint.into());
    }

    /// Adds a warning. An empty hint counts as none.
    pub fn warning(&mut self, position: Position, message: impl Into<String>, hint: impl Into<String>) {
        self.add(Severity::Warning, position, message.into(), hint.into());
    }

    fn add(&mut self, severity: Severity, position: Position, message: String, hint: String) {
        let hint = Some(hint).filter(|hint| !hint.is_empty());
        self.list.push(Diagnostic { severity, position, message, hint });
    }

    /// Whether a diagnostic is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// One JSON object for each diagnostic.
    pub fn json(&self) -> impl Iterator<Item = Value> {
        self.list.iter().map(|diagnostic| {
            let Diagnostic { severity, position, message, hint } = diagnostic;
            json!({
                "level": severity.name(), "file": self.path, "line": position.line, "column": position.column,
                "message": message, "help": hint,
            })
        })
    }
}

/// Renders each diagnostic with the line that it is about.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<&str> = self.text.lines().collect();
        let renderer = Renderer::plain();
        for Diagnostic { severity, position, message, hint } in &self.list {
            let line = lines.get(position.line.saturating_sub(1)).copied().unwrap_or_default();
            let group = Group::with_title(severity.level().primary_title(message.as_str()));
            let mut group = if line.len() > MAX_SHOWN_LINE_BYTES {
                group.element(Origin::path(&self.path).line(position.line).char_column(position.column))
            } else {
                let snippet = Snippet::source(line).line_start(position.line).path(&self.path);
                let caret = AnnotationKind::Primary.span(caret(line, position.column));
                group.element(snippet.annotation(caret))
            };
            if let Some(hint) = hint {
                // A hint may quote control characters of the file; only titles and lines are normalized already.
                group = group.element(Level::HELP.message(normalize_untrusted_str(hint)));
            }
            writeln!(f, "{}\n", renderer.render(&[group]))?;
        }
        Ok(())
    }
}

/// A longer line is not shown. The renderer measures the whole line for each diagnostic: 2000 diagnostics in one line of 40 kB
/// took 26 seconds.
const MAX_SHOWN_LINE_BYTES: usize = 1000;

/// The bytes of the character in a column, or the end of the line.
fn caret(line: &str, column: usize) -> Range<usize> {
    match line.char_indices().nth(column.saturating_sub(1)) {
        Some((start, character)) => start..start + character.len_utf8(),
        None => line.len()..line.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str, line: usize, column: usize) -> String {
        let mut diagnostics = Diagnostics::new("a.yaml".to_owned(), text.to_owned());
        diagnostics.error(Position { line, column }, "`x` is wrong", "write `y`");
        diagnostics.to_string()
    }

    #[test]
    fn a_caret_marks_the_character_of_the_column() {
        let expected = "\
error: `x` is wrong
 --> a.yaml:2:5
  |
2 | äé: x
  |     ^
  |
  = help: write `y`

";
        assert_eq!(rendered("a: 1\näé: x\n", 2, 5), expected);
        assert!(rendered("a: x", 1, 9).contains("1 | a: x\n  |     ^\n"));
        assert!(rendered("\ta: x", 1, 5).contains("1 |     a: x\n  |        ^\n"));
    }

    #[test]
    fn a_long_line_is_not_shown() {
        let expected = "error: `x` is wrong\n--> a.yaml:1:1200\n = help: write `y`\n\n";
        assert_eq!(rendered(&"x".repeat(1200), 1, 1200), expected);
    }

    #[test]
    fn control_characters_of_the_file_do_not_reach_the_terminal() {
        let mut diagnostics = Diagnostics::new(String::new(), "a: \u{1b}[31m".to_owned());
        diagnostics.warning(Position::START, "`\u{1b}[31m` is no type", "not `\u{1b}`");
        assert!(!diagnostics.to_string().contains('\u{1b}'));
    }
}
