//! Finds the known name that resembles an unknown one, for "did you mean".

/// A longer name resembles none, since the comparison takes time proportional to the product of the lengths.
const MAX_NAME_BYTES: usize = 64;

/// The known name that differs from `name` by a few letters. Case, `_` and `-` do not count.
///
/// ```
/// use plugin_names::nearest;
/// assert_eq!(nearest("nubmer", ["text", "number"]), Some("number"));
/// assert_eq!(nearest("userId", ["user_id"]), Some("user_id"));
/// assert_eq!(nearest("name", ["number"]), None);
/// assert_eq!(nearest("name", ["name"]), None, "a known name is no mistake");
/// ```
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_of(name, &mut known.into_iter())
}

// Compiled once, not once for each kind of iterator.
fn nearest_of<'a>(name: &str, known: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let is_short = |name: &str| name.len() <= MAX_NAME_BYTES;
    let letters = letters_of(name);
    let max = if letters.chars().count() < 3 { 0 } else { 1 + letters.chars().count() / 5 };
    let known = known.filter(|known| is_short(name) && is_short(known) && *known != name);
    let ranked = known.map(|known| (strsim::osa_distance(&letters, &letters_of(known)), known));
    ranked
        .filter(|(distance, _)| *distance <= max)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// `; did you mean "number"?` if a known name resembles `name`, otherwise an empty text.
///
/// ```
/// assert_eq!(plugin_names::did_you_mean("nubmer", ["number"]), r#"; did you mean "number"?"#);
/// assert_eq!(plugin_names::did_you_mean("x", ["number"]), "");
/// ```
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or_else(String::new, |known| format!("; did you mean {known:?}?"))
}

fn letters_of(name: &str) -> String {
    name.chars()
        .filter(|letter| !matches!(letter, '_' | '-'))
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}
