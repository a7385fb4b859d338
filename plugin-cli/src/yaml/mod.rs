//! Reads YAML into a tree whose nodes have positions.
//!
//! The grammar is YAML 1.2, with the leniency of PyYAML for specifications that only Python reads. Scalars have the types of YAML
//! 1.2: a date is a string. Numbers keep their form, so that `1.0` stays a float. The size of a document is bounded, and an alias
//! counts as much as the node that it refers to.
//!
//! The tree is built from the events of granit-parser. The value types of the serde formats have no positions of keys, with which
//! diagnostics point into the file, and they reject or hide duplicate keys, which are a warning here.

mod budget;
mod hint;
mod node;
mod read;
mod scalar;

pub use node::{Node, NodeContent, NodeEntry};
pub use read::read;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{Diagnostic, Diagnostics};

    /// The JSON of a text, and the diagnostics about it.
    fn parse(text: &str) -> (Option<String>, Vec<String>) {
        let mut diagnostics = Diagnostics::new(String::new(), text.to_owned());
        let node = read(&mut diagnostics);
        let line = |diagnostic: &Diagnostic| {
            format!("{}:{}: {}", diagnostic.position.line, diagnostic.position.column, diagnostic.message)
        };
        (node.map(|node| node.value().to_string()), diagnostics.list.iter().map(line).collect())
    }

    #[test]
    fn scalars_have_the_types_of_yaml_1_2() {
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
            assert_eq!(parse(yaml), (Some(json.to_owned()), Vec::new()), "{yaml}");
        }
    }

    #[test]
    fn the_last_of_two_equal_keys_counts_and_stays_in_place() {
        let (json, diagnostics) = parse("a: 1\nb: 2\na: 3\n");
        assert_eq!(json.as_deref(), Some(r#"{"a":3,"b":2}"#));
        assert_eq!(diagnostics, ["3:1: duplicate key `a`, first in line 1: the last value counts"]);
    }

    #[test]
    fn merge_keys_add_entries() {
        let (json, _) = parse("a: &a {x: 1, y: 2}\nb: &b {z: 3}\nc:\n  y: 4\n  <<: [*a, *b]\n");
        assert_eq!(json.as_deref(), Some(r#"{"a":{"x":1,"y":2},"b":{"z":3},"c":{"x":1,"z":3,"y":4}}"#));
        assert_eq!(parse("<<: 1\n").1, ["1:5: invalid YAML: `<<` must be a mapping, found a number"]);
        assert_eq!(parse("'<<': 1\n").0.as_deref(), Some(r#"{"<<":1}"#));
    }

    #[test]
    fn every_text_is_read_or_has_a_diagnostic() {
        let traps = include_str!("../../../tests/corpus/specs/traps.spec.yaml");
        let characters: Vec<char> = traps.chars().take(4000).collect();
        let fragments = [
            "\t", "\0", "\u{85}", "|", "'", "\"", "{", "]", "*", "&", "!", "!!x,", "%", "\n", "? ", "---",
            "<<", "\\x",
        ];
        for (position, fragment) in (0..characters.len()).step_by(7).zip(fragments.iter().cycle()) {
            let (before, after) = (
                characters[position.saturating_sub(150)..position].iter(),
                characters[position..].iter().take(60),
            );
            let text: String =
                before.chain(fragment.chars().collect::<Vec<_>>().iter()).chain(after).collect();
            let (json, diagnostics) = parse(&text);
            assert!(json.is_some() || !diagnostics.is_empty(), "{text}");
        }
        assert_eq!(parse("a: {b: !c, d: 1}").0.as_deref(), Some(r#"{"a":{"b":null,"d":1}}"#));
        let deep = parse(&"[".repeat(100_000)).1;
        assert_eq!(deep, ["1:101: invalid YAML: more than 100 nested lists and mappings"]);
    }

    #[test]
    fn a_file_has_one_document() {
        assert_eq!(parse("---\na: 1\n...\n").0.as_deref(), Some(r#"{"a":1}"#));
        assert_eq!(parse("a: 1\n---\nb: 2\n").1, ["2:1: invalid YAML: a second document starts here"]);
        assert_eq!(parse("").1, ["1:1: the file is empty"]);
    }
}
