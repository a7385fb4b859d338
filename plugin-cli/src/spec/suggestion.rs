//! Suggestions for misspelled names.

/// Longer names are not compared, since the distance takes time proportional to the product of their lengths.
const MAX_COMPARED_BYTES: usize = 64;

/// The known name that differs from `name` by a few letters, for "did you mean".
pub fn suggest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    known.iter().copied().find(|known| *known != name && is_similar(known, name))
}

/// Whether the names differ by a few letters.
pub fn is_similar(known: &str, name: &str) -> bool {
    let is_short = |name: &str| name.len() <= MAX_COMPARED_BYTES;
    is_short(known) && is_short(name) && strsim::damerau_levenshtein(known, name) <= 1 + name.len() / 5
}
