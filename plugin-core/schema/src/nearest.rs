//! Finds the known name that resembles an unknown one, for "did you mean".

/// A longer name resembles none.
const MAX_NAME_BYTES: usize = 64;

/// The known name that differs from `name` by a few letters. Case, `_` and `-` do not count.
///
/// ```
/// use plugin_schema::nearest;
/// assert_eq!(nearest("nubmer", ["text", "number"]), Some("number"));
/// assert_eq!(nearest("userId", ["user_id"]), Some("user_id"));
/// assert_eq!(nearest("name", ["number"]), None);
/// ```
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > MAX_NAME_BYTES {
        return None;
    }
    let letters = letters_of(name);
    let max = if letters.len() < 3 { 0 } else { 1 + letters.len() / 5 };
    let known = known.into_iter().filter(|known| known.len() <= MAX_NAME_BYTES);
    let ranked = known.map(|known| (distance(&letters, &letters_of(known)), known));
    ranked
        .filter(|(distance, _)| *distance <= max)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// `; did you mean "number"?` if a known name resembles `name`, otherwise an empty text.
///
/// ```
/// assert_eq!(plugin_schema::did_you_mean("nubmer", ["number"]), r#"; did you mean "number"?"#);
/// assert_eq!(plugin_schema::did_you_mean("x", ["number"]), "");
/// ```
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or_else(String::new, |known| format!("; did you mean {known:?}?"))
}

/// A name from a message in quotes, at most its first 64 bytes.
///
/// ```
/// assert_eq!(plugin_schema::shortened("a\"b"), r#""a\"b""#);
/// assert_eq!(plugin_schema::shortened(&"x".repeat(1000)).len(), 2 + 64 + 3);
/// ```
pub fn shortened(name: &str) -> String {
    match &name[..name.floor_char_boundary(MAX_NAME_BYTES)] {
        start if start.len() < name.len() => format!("{start:?}..."),
        name => format!("{name:?}"),
    }
}

fn letters_of(name: &str) -> Vec<char> {
    name.chars().filter(|letter| !matches!(letter, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// The number of letters to insert, to remove, to replace or to swap with the next one.
fn distance(a: &[char], b: &[char]) -> usize {
    let (mut before, mut above) = (Vec::new(), (0..=b.len()).collect::<Vec<_>>());
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let mut least = (above[j] + usize::from(x != y)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}
