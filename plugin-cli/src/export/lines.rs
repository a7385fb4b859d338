//! Keeps lines of a specification that the user wrote: with other quotes, or with a comment.

use crate::diagnostics::Diagnostics;
use crate::yaml;
use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The value of a YAML text.
pub fn value(text: &str) -> Option<Value> {
    let mut diagnostics = Diagnostics::new(String::new(), text.to_owned());
    yaml::read(&mut diagnostics).map(|node| node.value())
}

/// The text `new`, with the lines of `old` that have the same meaning, and with its comments.
pub fn keep(old: &str, new: &str) -> String {
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let keys = |lines: &[&str]| lines.iter().map(|line| key(line)).collect::<Vec<_>>();
    let mut merged: Vec<&str> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &keys(&old_lines), &keys(&new_lines)) {
        let old = &old_lines[op.old_range()];
        match op {
            DiffOp::Equal { .. } => merged.extend(old),
            _ => {
                merged.extend(old.iter().filter(|line| line.trim_start().starts_with('#')));
                merged.extend(&new_lines[op.new_range()]);
            }
        }
    }
    let merged: String = merged.iter().flat_map(|line| [line, "\n"]).collect();
    // A line within a text of several lines may look like a key or a comment.
    if value(&merged) == value(new) { merged } else { new.to_owned() }
}

/// The indentation and the value of a line.
fn key(line: &str) -> String {
    let content = line.trim_start();
    match value(content) {
        Some(value) => format!("{}{value}", &line[..line.len() - content.len()]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_comments_stay() {
        let old = "\
# Ours
name: 'users'
since: 2024-01-01T00:00:00Z # the first
tags: [a]
list:
- \"a\"
last: 'x'
";
        let new = "\
name: users
version: 1.0.0
since: \"2024-01-01T00:00:00Z\"
tags:
  - a
list:
- a
last: y
";
        let merged = "\
# Ours
name: 'users'
version: 1.0.0
since: 2024-01-01T00:00:00Z # the first
tags:
  - a
list:
- \"a\"
last: y
";
        assert_eq!(keep(old, new), merged);
        assert_eq!(keep(merged, new), merged);
    }

    #[test]
    fn a_comment_within_a_text_is_not_kept() {
        let (old, new) = ("a: |\n  # one\n  b\n", "a: |\n  c\n");
        assert_eq!(keep(old, new), new);
        assert_eq!(keep("a: [", new), new);
    }
}
