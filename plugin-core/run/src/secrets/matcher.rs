//! Finds all secrets of a set in one pass over a text.

use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, MatchKind};
use std::fmt;
use std::ops::Range;
use zeroize::Zeroizing;

/// A word of a secret that is so long is a secret of its own: a line of a key in PEM, whose line ends differ from place to place.
const MIN_WORD_BYTES: usize = 32;

/// The secrets of a connection or of a run. The automaton is built once; a search takes one step for each byte of the text,
/// however many secrets there are.
pub struct Matcher {
    automaton: NFA,
    /// The bytes that a secret begins with: others are passed over.
    first_bytes: Box<[bool; 256]>,
    secrets: usize,
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Matcher({} secrets)", self.secrets)
    }
}

impl Matcher {
    /// `None` if there is nothing to find.
    pub(super) fn new(secrets: &[Zeroizing<String>]) -> Option<Self> {
        let patterns: Vec<&str> = secrets.iter().flat_map(|secret| patterns(secret)).collect();
        if patterns.is_empty() {
            return None;
        }
        // Standard semantics report a match at each place where one ends; leftmost ones would look ahead again and again.
        let automaton =
            NFA::builder().match_kind(MatchKind::Standard).prefilter(false).build(&patterns).ok()?;
        let mut first_bytes = Box::new([false; 256]);
        for pattern in &patterns {
            first_bytes[usize::from(pattern.as_bytes()[0])] = true;
        }
        Some(Self { automaton, first_bytes, secrets: secrets.len() })
    }

    /// How many bytes the shortest and the longest secret have.
    pub(super) fn lengths(&self) -> Range<usize> {
        self.automaton.min_pattern_len()..self.automaton.max_pattern_len() + 1
    }

    /// Calls `found` with the range of the longest secret that ends at a place, for each such place.
    pub(super) fn find(&self, text: &[u8], mut found: impl FnMut(Range<usize>)) {
        let automaton = &self.automaton;
        let Ok(start) = automaton.start_state(Anchored::No) else { return };
        let (mut state, mut at) = (start, 0);
        while at < text.len() {
            if state == start {
                let Some(skipped) = text[at..].iter().position(|byte| self.first_bytes[usize::from(*byte)])
                else {
                    return;
                };
                at += skipped;
            }
            state = automaton.next_state(Anchored::No, state, text[at]);
            at += 1;
            if automaton.is_special(state) && automaton.is_match(state) {
                // The pattern of the state itself comes before those that are its suffixes.
                let length = automaton.pattern_len(automaton.match_pattern(state, 0));
                found(at - length..at);
            }
        }
    }
}

/// The secret without white space around it, since plugins trim what is pasted, and its long words.
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
        /// The order of the matches of a state is the library's own affair, so it is watched here.
        #[test]
        fn the_longest_secret_at_each_place_is_found(
            secrets in proptest::collection::vec("[ab]{4,7}", 1..12),
            text in "[ab]{0,60}",
        ) {
            let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
            let mut found = Vec::new();
            matcher(&secrets).find(text.as_bytes(), |range| found.push(range));
            let expected: Vec<_> = (1..=text.len()).filter_map(|end| {
                let longest = secrets.iter().filter(|secret| text[..end].ends_with(*secret)).map(|secret| secret.len()).max()?;
                Some(end - longest..end)
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
