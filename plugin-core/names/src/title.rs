//! Converts names to titles for people.

/// Words that are all capitals in a title.
const ACRONYMS: [&str; 34] = [
    "api", "cpu", "csv", "cve", "cvss", "dns", "fqdn", "guid", "html", "http", "https", "id", "ioc", "ip",
    "json", "jwt", "mac", "md5", "os", "pdf", "sha1", "sha256", "sql", "ssh", "ssl", "tcp", "tls", "udp",
    "ui", "uri", "url", "utc", "uuid", "xml",
];

/// Words that are lowercase in a title, unless they come first.
const LOWERCASE: [&str; 13] =
    ["a", "an", "and", "as", "at", "for", "from", "in", "of", "on", "or", "the", "to"];

/// The title of a name, in title case.
///
/// ```
/// use plugin_names::title;
///
/// assert_eq!(title("user_id"), "User ID");
/// assert_eq!(title("listUsersOfGroup"), "List Users of Group");
/// ```
pub fn title(name: &str) -> String {
    let words = words(name);
    let titled = words.iter().enumerate().map(|(index, word)| match word.to_lowercase().as_str() {
        lower if ACRONYMS.contains(&lower) => lower.to_uppercase(),
        "ids" => "IDs".to_owned(),
        lower if index > 0 && LOWERCASE.contains(&lower) => lower.to_owned(),
        _ => capitalize(word),
    });
    titled.collect::<Vec<_>>().join(" ")
}

/// Splits a name at each character that is not alphanumeric, and before a capital that follows a lowercase letter or a digit.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lowercase = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && after_lowercase) {
            words.push(String::new());
        }
        after_lowercase = letter.is_lowercase() || letter.is_numeric();
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.push(letter);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn capitalize(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn names_become_titles() {
        for (name, expected) in [
            ("user_id", "User ID"),
            ("listUsersOfGroup", "List Users of Group"),
            ("of_all", "Of All"),
            ("connect_count", "Connect Count"),
            ("IPAddress", "IPAddress"),
            ("$id", "ID"),
            ("ids", "IDs"),
        ] {
            assert_eq!(title(name), expected);
        }
    }
}
