//! YAML as a tree in which everything has a position.
//!
//! The grammar is YAML 1.2 with the leniency of PyYAML, so that the specifications that Python reads are read here. Scalars
//! are read as YAML 1.2 has them: a date is text. Numbers keep their form, so that `1.0` stays a float. A document has a
//! bounded size, in which an alias counts as much as what it stands for.

mod budget;
mod hint;
mod node;
mod read;
mod scalar;

pub use node::{Content, Entry, Node};
pub use read::read;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostics;

    /// The data of a text, and what is said about it.
    fn data(text: &str) -> (Option<String>, Vec<String>) {
        let mut diagnostics = Diagnostics::new(String::new(), text.to_owned());
        let node = read(&mut diagnostics);
        let remark = |remark: &crate::diagnostics::Diagnostic| {
            format!("{}:{}: {}", remark.position.line, remark.position.column, remark.message)
        };
        (node.map(|node| node.value().to_string()), diagnostics.list.iter().map(remark).collect())
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
        let traps = include_str!("../../../tests/corpus/specs/traps.spec.yaml");
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
        assert_eq!(data("a: {b: !c, d: 1}").0.as_deref(), Some(r#"{"a":{"b":null,"d":1}}"#));
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
