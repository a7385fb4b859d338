//! Hints for the errors of the YAML parser.

use granit_parser::ErrorKind::{self, *};

/// A hint for the most frequent cause of an error; empty if no cause is frequent.
pub fn hint(kind: &ErrorKind) -> &'static str {
    match kind {
        MappingValueNotAllowed => "put a string that contains `: ` in quotes, or correct the indentation",
        TabInBlockIndentation | TabInIndentation | TabNotAllowed => "indent with spaces, not with tabs",
        UnexpectedCharacter { .. } => "put a string that starts with `@`, `%` or a backtick in quotes",
        ExpectedDocumentStart => "start all top-level keys in the same column",
        ExpectedBlockMappingKey
        | ExpectedBlockSequenceEntry
        | ExpectedFlowMappingSeparator
        | ExpectedFlowSequenceSeparator => "correct the indentation, or close the open quotes and brackets",
        UnclosedFlowCollection { .. } => "close the bracket that starts here",
        UnclosedQuotedScalar => "close the quotes that start here",
        UnknownAnchor => {
            "define the anchor before the alias: `&name`, or put a string that starts with `*` in quotes"
        }
        ExpectedNodeContent => "add the missing value or the closing bracket",
        _ => "",
    }
}
