//! Names as titles.

/// Words that titles write in capitals.
const ACRONYMS: [&str; 34] = [
    "api", "cpu", "csv", "cve", "cvss", "dns", "fqdn", "guid", "html", "http", "https", "id", "ioc", "ip",
    "json", "jwt", "mac", "md5", "os", "pdf", "sha1", "sha256", "sql", "ssh", "ssl", "tcp", "tls", "udp",
    "ui", "uri", "url", "utc", "uuid", "xml",
];

/// Words that titles write small, but for the first.
const SMALL: [&str; 13] = ["a", "an", "and", "as", "at", "for", "from", "in", "of", "on", "or", "the", "to"];

/// `user_id` as `User ID`, `listUsersOfGroup` as `List Users of Group`.
pub fn from_name(name: &str) -> String {
    let words = words(name);
    let titled = words.iter().enumerate().map(|(index, word)| match word.to_lowercase().as_str() {
        small if ACRONYMS.contains(&small) => small.to_uppercase(),
        "ids" => "IDs".to_owned(),
        small if index > 0 && SMALL.contains(&small) => small.to_owned(),
        _ => capitalised(word),
    });
    titled.collect::<Vec<_>>().join(" ")
}

/// Cuts at whatever is no letter or digit, and where a capital follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small_before = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && small_before) {
            words.push(String::new());
        }
        small_before = letter.is_lowercase() || letter.is_numeric();
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.push(letter);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::from_name;

    #[test]
    fn names_become_titles() {
        for (name, title) in [
            ("user_id", "User ID"),
            ("listUsersOfGroup", "List Users of Group"),
            ("of_all", "Of All"),
            ("connect_count", "Connect Count"),
            ("IPAddress", "IPAddress"),
            ("$id", "ID"),
            ("ids", "IDs"),
        ] {
            assert_eq!(from_name(name), title);
        }
    }
}
