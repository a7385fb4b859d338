//! Names, doc comments, messages and pages use the words of the field.

use crate::config::Words;
use crate::finding::Finding;
use crate::tokens::{Walk, walk};
use crate::workspace::Workspace;
use anyhow::{Context, Result, anyhow};
use proc_macro2::{Ident, Literal, TokenStream};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Checks the Rust files and the Markdown pages; CHANGELOG.md may name what was renamed.
pub fn check(workspace: &Workspace, words: &Words) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for path in workspace.files("rs")? {
        let text = workspace.text(&path)?;
        let tokens: TokenStream =
            text.parse().map_err(|e| anyhow!("{e}")).with_context(|| path.display().to_string())?;
        let mut search = Search { words, path: &path, names: BTreeSet::new(), findings: Vec::new() };
        walk(tokens, &mut search);
        findings.extend(search.findings);
    }
    for path in workspace.files("md")? {
        if path.file_name().is_some_and(|name| name == "CHANGELOG.md") {
            continue;
        }
        let mut search = Search { words, path: &path, names: BTreeSet::new(), findings: Vec::new() };
        for (index, line) in workspace.text(&path)?.lines().enumerate() {
            search.prose(line, index + 1);
        }
        findings.extend(search.findings);
    }
    Ok(findings)
}

struct Search<'a> {
    words: &'a Words,
    path: &'a Path,
    /// Names that were seen, so that each counts once in a file.
    names: BTreeSet<String>,
    findings: Vec<Finding>,
}

impl Search<'_> {
    fn add(&mut self, word: &str, instead: &str, line: usize, place: &str) {
        if !self.words.is_allowed(word, self.path) {
            let message = format!("`{word}` in {place}: use {instead}");
            self.findings.push(Finding { path: PathBuf::from(self.path), line, message });
        }
    }

    fn prose(&mut self, text: &str, line: usize) {
        for word in split_prose(text) {
            if let Some(instead) = self.words.anywhere.get(&word) {
                self.add(&word, instead, line, &format!("\"{}\"", text.trim_matches(['"', ' '])));
            }
        }
    }
}

impl Walk for Search<'_> {
    fn ident(&mut self, ident: &Ident) {
        let name = ident.to_string();
        if !self.names.insert(name.clone()) {
            return;
        }
        let (line, place) = (ident.span().start().line, format!("the name `{name}`"));
        let words = self.words;
        if let Some(instead) = words.whole_names.get(&name) {
            self.add(&name, instead, line, &place);
        }
        for word in split_name(&name) {
            if let Some(instead) = words.anywhere.get(&word).or_else(|| words.names.get(&word)) {
                self.add(&word, instead, line, &place);
            }
        }
    }

    fn literal(&mut self, literal: &Literal) {
        let text = literal.to_string();
        if text.contains('"') {
            let start = literal.span().start().line;
            for (index, line) in text.lines().enumerate() {
                self.prose(line, start + index);
            }
        }
    }
}

/// The words of a snake case or camel case name, in lower case.
fn split_name(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let chars = name.chars().collect::<Vec<_>>();
    for (index, c) in chars.iter().enumerate() {
        let after_lower = index > 0 && chars[index - 1].is_lowercase();
        let before_lower = chars.get(index + 1).is_some_and(|next| next.is_lowercase());
        if !c.is_alphabetic() || c.is_uppercase() && (after_lower || before_lower) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphabetic()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The words of a sentence, also of the names in it, in lower case.
fn split_prose(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').flat_map(split_name).collect()
}

#[cfg(test)]
mod tests {
    use super::{split_name, split_prose};

    #[test]
    fn names_are_split_at_cases_and_underscores() {
        assert_eq!(split_name("LAST_WORDS"), ["last", "words"]);
        assert_eq!(split_name("HTTPServerGate"), ["http", "server", "gate"]);
        assert_eq!(split_name("r#type2b"), ["r", "type", "b"]);
    }

    #[test]
    fn sentences_are_split_into_the_words_of_their_names() {
        assert_eq!(split_prose("It's `is_gate`."), ["it", "s", "is", "gate"]);
    }
}
