//! Names on the wire as names in Rust.

/// Words of Rust that cannot be names. Of those that can, as `r#type`, see [`RAW`].
const NEVER: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Words of Rust that are names with `r#` before them.
const RAW: [&str; 48] = [
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "extern", "false", "fn",
    "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return",
    "static", "struct", "trait", "true", "type", "unsafe", "use", "where", "while", "abstract", "become",
    "box", "do", "final", "macro", "override", "priv", "try", "typeof", "unsized", "virtual", "yield",
];

/// Names that no package can have: Cargo keeps its own files under the first four, a plugin depends on the others.
const PACKAGES: [&str; 8] =
    ["build", "deps", "examples", "incremental", "plugin_core", "serde", "serde_json", "tokio"];

/// Whether a word belongs to Rust.
pub fn is_keyword(word: &str) -> bool {
    NEVER.contains(&word) || RAW.contains(&word)
}

/// Whether no package of a plugin can be called so.
pub fn is_no_package(name: &str) -> bool {
    NEVER.contains(&name) || PACKAGES.contains(&name.replace('-', "_").as_str())
}

/// The words of a name: cut at whatever is no letter or digit, and where a capital begins a word.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let begins = letter.is_ascii_uppercase()
            && (before.is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit())
                || (before.is_some_and(char::is_ascii_uppercase)
                    && after.is_some_and(char::is_ascii_lowercase)));
        if begins || !letter.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_ascii_alphanumeric()) {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `userId` as `user_id`. What begins with a digit gets `before` before it, what has no letters is called so.
pub fn snake(name: &str, before: &str) -> String {
    let is_snake = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let is_fine = name.bytes().all(is_snake) && name.starts_with(|first: char| first.is_ascii_lowercase());
    let snake = if is_fine { name.to_owned() } else { words(name).join("_") };
    match snake.chars().next() {
        None => before.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{before}_{snake}"),
        Some(_) => snake,
    }
}

/// `user_id` as `UserId`.
pub fn pascal(name: &str, before: &str) -> String {
    let pascal: String = words(name).iter().map(|word| capitalised(word)).collect();
    match pascal.chars().next() {
        None => before.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{before}{pascal}"),
        Some(_) => pascal,
    }
}

/// A field as it is written: `r#type` for `type`, `self_` for `self`.
pub fn field(ident: &str) -> String {
    match ident {
        never if NEVER.contains(&never) => format!("{never}_"),
        raw if is_keyword(raw) => format!("r#{raw}"),
        other => other.to_owned(),
    }
}

/// A name without its `r#`.
pub fn without_raw(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

fn capitalised(word: &str) -> String {
    word.get(..1).map_or_else(String::new, |first| first.to_ascii_uppercase() + &word[1..])
}

/// Gives each name once: the second `id` is `id_2`.
#[derive(Clone, Debug, Default)]
pub struct Taken(Vec<String>);

impl Taken {
    /// These are taken from the beginning.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(str::to_owned).collect())
    }

    /// Whether that name is given.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|taken| taken == name)
    }

    /// `name`, or `name` with a number behind `between` if it is taken.
    pub fn take(&mut self, name: String, between: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}{between}{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !self.contains(name));
        let free = free.unwrap_or(name);
        self.0.push(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_names_of_rust() {
        for (wire, ident, ty) in [
            ("user_id", "user_id", "UserId"),
            ("userID", "user_id", "UserId"),
            ("IPAddress", "ip_address", "IpAddress"),
            ("Direct Contact E-mail", "direct_contact_e_mail", "DirectContactEMail"),
            ("@odata.context", "odata_context", "OdataContext"),
            ("2fa", "field_2fa", "Type2fa"),
            ("$", "field", "Type"),
            ("_links", "links", "Links"),
        ] {
            assert_eq!((snake(wire, "field"), pascal(wire, "Type")), (ident.to_owned(), ty.to_owned()));
        }
        assert_eq!((field("type"), field("self")), ("r#type".to_owned(), "self_".to_owned()));
    }

    #[test]
    fn a_name_is_given_once() {
        let mut taken = Taken::of(["Result"]);
        assert_eq!(taken.take("Result".into(), ""), "Result2");
        assert_eq!(taken.take("id".into(), "_"), "id");
        assert_eq!(taken.take("id".into(), "_"), "id_2");
    }
}
