//! Names of the wire as names in Rust: `snake_case` and `PascalCase`.
//!
//! The crate heck is not used, since it starts no word at a capital after a digit: of 201 specifications, two got variants such as
//! `Windows7native` for `Windows7Native`. It also keeps letters outside ASCII.

/// Splits a name into lowercase words, at each character that is no ASCII letter or digit and before a capital that starts a word.
fn words(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (index, character) in characters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| characters.get(index));
        let after = characters.get(index + 1);
        let follows_small =
            before.is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit());
        let ends_capitals =
            before.is_some_and(char::is_ascii_uppercase) && after.is_some_and(char::is_ascii_lowercase);
        let starts_word = character.is_ascii_uppercase() && (follows_small || ends_capitals);
        if starts_word || !character.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| character.is_ascii_alphanumeric()) {
            word.push(character.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `userId` as `user_id`. A name that starts with a digit gets `prefix` and `_`; one without letters or digits becomes `prefix`.
pub fn snake_case(name: &str, prefix: &str) -> String {
    let is_snake = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let is_snake_case =
        name.bytes().all(is_snake) && name.starts_with(|first: char| first.is_ascii_lowercase());
    let snake = if is_snake_case { name.to_owned() } else { words(name).join("_") };
    match snake.chars().next() {
        None => prefix.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{prefix}_{snake}"),
        Some(_) => snake,
    }
}

/// `user_id` as `UserId`. A name that starts with a digit gets `prefix`; one without letters or digits becomes `prefix`.
pub fn pascal_case(name: &str, prefix: &str) -> String {
    let pascal: String = words(name).iter().map(|word| capitalize(word)).collect();
    match pascal.chars().next() {
        None => prefix.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{prefix}{pascal}"),
        Some(_) => pascal,
    }
}

fn capitalize(word: &str) -> String {
    word.get(..1).map_or_else(String::new, |first| first.to_ascii_uppercase() + &word[1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_names_become_rust_names() {
        for (wire, snake, pascal) in [
            ("user_id", "user_id", "UserId"),
            ("userID", "user_id", "UserId"),
            ("IPAddress", "ip_address", "IpAddress"),
            ("Direct Contact E-mail", "direct_contact_e_mail", "DirectContactEMail"),
            ("@odata.context", "odata_context", "OdataContext"),
            ("windows7Native", "windows7_native", "Windows7Native"),
            ("größe", "gr_e", "GrE"),
            ("2fa", "field_2fa", "Type2fa"),
            ("$", "field", "Type"),
            ("_links", "links", "Links"),
        ] {
            assert_eq!(snake_case(wire, "field"), snake);
            assert_eq!(pascal_case(wire, "Type"), pascal);
        }
    }
}
