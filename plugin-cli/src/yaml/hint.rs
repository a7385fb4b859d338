//! How to put right what the parser refuses.

use granit_parser::ErrorKind::{self, *};

/// What most often is behind an error of the parser; empty if that is not known.
pub fn hint(kind: &ErrorKind) -> &'static str {
    match kind {
        MappingValueNotAllowed => {
            "put a text that has `: ` in it in quotes, or see how far the line is indented"
        }
        TabInBlockIndentation | TabInIndentation | TabNotAllowed => "indent with spaces, not tabs",
        UnexpectedCharacter { .. } => "put a text that begins with `@`, `%` or a backtick in quotes",
        ExpectedDocumentStart => "let all keys of the first level begin in the same column",
        ExpectedBlockMappingKey
        | ExpectedBlockSequenceEntry
        | ExpectedFlowMappingSeparator
        | ExpectedFlowSequenceSeparator => {
            "see how far the line is indented, and whether quotes and brackets are closed"
        }
        UnclosedFlowCollection { .. } => "close the bracket that begins here",
        UnclosedQuotedScalar => "close the quotes that begin here",
        UnknownAnchor => {
            "name an anchor above it, such as `&name`, or put a text that begins with `*` in quotes"
        }
        ExpectedNodeContent => "a value is missing here, or a bracket that closes",
        _ => "",
    }
}
