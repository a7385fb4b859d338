//! Finds all secrets of a set in one pass over a text.

use aho_corasick::automaton::Automaton as _;
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::packed;
use aho_corasick::{Anchored, MatchKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// A word of a secret with at least this size is a secret too. This finds the lines of a PEM key, whose line ends may differ.
const MIN_WORD_BYTES: usize = 32;

/// Finds the secrets of a connection or of a run. A search takes one step per byte of the text for any number of secrets.
pub struct Matcher {
    /// Finds the secrets and the middle of their base64, many bytes at once. `None` if there are too many of them, or if the
    /// processor cannot do that.
    filter: Option<packed::Searcher>,
    patterns: Vec<Zeroizing<String>>,
    /// Built for the first text that passes the filter. `None` if that fails, which the limits of a run prevent.
    automaton: OnceLock<Option<Automaton>>,
    secrets: usize,
}

/// Finds the patterns exactly.
struct Automaton {
    states: NFA,
    /// The first bytes of all patterns. A search skips other bytes.
    first_bytes: Box<[bool; 256]>,
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Matcher({} secrets)", self.secrets)
    }
}

impl Matcher {
    /// Builds a matcher. `None` if there are no secrets.
    pub(super) fn new(secrets: &[Zeroizing<String>]) -> Option<Self> {
        let patterns: Vec<&str> = secrets.iter().flat_map(|secret| patterns(secret)).collect();
        if patterns.is_empty() {
            return None;
        }
        Some(Self {
            filter: filter(&patterns),
            patterns: patterns.into_iter().map(|pattern| Zeroizing::new(pattern.to_owned())).collect(),
            automaton: OnceLock::new(),
            secrets: secrets.len(),
        })
    }

    fn automaton(&self) -> Option<&Automaton> {
        self.automaton.get_or_init(|| Automaton::new(&self.patterns)).as_ref()
    }

    /// Whether `text` may contain a secret or the base64 of one. Most texts contain none, and this is much faster than a search.
    pub(super) fn may_match(&self, text: &[u8]) -> bool {
        self.filter.as_ref().is_none_or(|filter| filter.find(text).is_some())
    }

    /// The range of the sizes of the secrets.
    pub(super) fn lengths(&self) -> Range<usize> {
        let lengths = || self.patterns.iter().map(|pattern| pattern.len());
        lengths().min().unwrap_or_default()..lengths().max().unwrap_or_default() + 1
    }

    /// For each position at which a secret ends, calls `on_match` with the range of the longest such secret.
    pub(super) fn find(&self, text: &[u8], mut on_match: impl FnMut(Range<usize>)) {
        let Some(Automaton { states: automaton, first_bytes }) = self.automaton() else { return };
        let Ok(start) = automaton.start_state(Anchored::No) else { return };
        let (mut state, mut at) = (start, 0);
        while at < text.len() {
            if state == start {
                let Some(skipped) = text[at..].iter().position(|byte| first_bytes[usize::from(*byte)]) else {
                    return;
                };
                at += skipped;
            }
            state = automaton.next_state(Anchored::No, state, text[at]);
            at += 1;
            if automaton.is_special(state) && automaton.is_match(state) {
                // The pattern of the state itself precedes its suffixes.
                let length = automaton.pattern_len(automaton.match_pattern(state, 0));
                on_match(at - length..at);
            }
        }
    }
}

impl Automaton {
    fn new(patterns: &[Zeroizing<String>]) -> Option<Self> {
        let patterns: Vec<&str> = patterns.iter().map(|pattern| pattern.as_str()).collect();
        // Standard semantics report a match at each position where one ends; leftmost semantics would rescan the text.
        let states = NFA::builder().match_kind(MatchKind::Standard).prefilter(false).build(&patterns);
        let mut first_bytes = Box::new([false; 256]);
        for pattern in patterns {
            first_bytes[usize::from(pattern.as_bytes()[0])] = true;
        }
        Some(Self { states: states.ok()?, first_bytes })
    }
}

/// Finds the patterns and their base64.
fn filter(patterns: &[&str]) -> Option<packed::Searcher> {
    let mut builder = packed::Builder::new();
    for pattern in patterns {
        builder.add(pattern);
        for offset in 0..3 {
            let middle = base64_middle(pattern.as_bytes(), offset);
            builder.add(middle.replace('+', "-").replace('/', "_")).add(middle);
        }
    }
    builder.build()
}

/// The digits of the base64 of a text that contains `pattern` that depend on nothing else, if the pattern starts `offset` bytes
/// after a group of three.
fn base64_middle(pattern: &[u8], offset: usize) -> String {
    let encoded = STANDARD_NO_PAD.encode(Zeroizing::new([&[0; 3][..offset], pattern].concat()));
    let (start, end) = ((8 * offset).div_ceil(6), 8 * (offset + pattern.len()) / 6);
    encoded[start..end].to_owned()
}

/// The patterns of a secret: its text without surrounding white space, since plugins trim it, and its long words.
fn patterns(secret: &str) -> impl Iterator<Item = &str> {
    let secret = secret.trim();
    let words = secret.split(|character: char| character.is_whitespace()).flat_map(|word| word.split("\\n"));
    let words = words.filter(move |word| word.len() >= MIN_WORD_BYTES && word.len() < secret.len());
    std::iter::once(secret).filter(|secret| super::limits::is_long_enough(secret)).chain(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matcher(secrets: &[&str]) -> Matcher {
        Matcher::new(&secrets.iter().map(|text| Zeroizing::new((*text).to_owned())).collect::<Vec<_>>())
            .unwrap()
    }

    proptest! {
        /// The library does not document the order of the matches of a state, so this test checks it.
        #[test]
        fn each_match_is_the_one_with_most_bytes(
            secrets in proptest::collection::vec("[ab]{4,7}", 1..12),
            text in "[ab]{0,60}",
        ) {
            let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
            let mut found = Vec::new();
            matcher(&secrets).find(text.as_bytes(), |range| found.push(range));
            let expected: Vec<_> = (1..=text.len()).filter_map(|end| {
                let length = secrets.iter().filter(|secret| text[..end].ends_with(*secret)).map(|secret| secret.len()).max()?;
                Some(end - length..end)
            }).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn the_lines_of_a_key_are_secrets_too() {
        let line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
        let mut found = Vec::new();
        matcher(&[&format!("-----BEGIN KEY-----\\n{line}\\nshort\\n-----END KEY-----")])
            .find(format!("a short {line}\r\nb").as_bytes(), |range| found.push(range));
        assert_eq!((found.len(), &found[0]), (1, &(8..8 + line.len())));
    }
}
