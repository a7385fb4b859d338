//! Keywords of Rust, raw identifiers, and names that no package can have.

/// Keywords that cannot be raw identifiers.
const NON_RAW_KEYWORDS: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Keywords that can be raw identifiers, such as `r#type`.
const RAW_KEYWORDS: [&str; 48] = [
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "extern", "false", "fn",
    "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return",
    "static", "struct", "trait", "true", "type", "unsafe", "use", "where", "while", "abstract", "become",
    "box", "do", "final", "macro", "override", "priv", "try", "typeof", "unsized", "virtual", "yield",
];

/// Names that no package can have: Cargo uses the first four for folders, and a plugin depends on the others.
const RESERVED_PACKAGES: [&str; 8] =
    ["build", "deps", "examples", "incremental", "plugin_core", "serde", "serde_json", "tokio"];

/// Whether a word is a keyword.
pub fn is_keyword(word: &str) -> bool {
    NON_RAW_KEYWORDS.contains(&word) || RAW_KEYWORDS.contains(&word)
}

/// Whether a plugin's package cannot have the name.
pub fn is_reserved_package(name: &str) -> bool {
    NON_RAW_KEYWORDS.contains(&name) || RESERVED_PACKAGES.contains(&name.replace('-', "_").as_str())
}

/// An identifier as source text: `r#type` for `type`, `self_` for `self`.
pub fn escape(ident: &str) -> String {
    match ident {
        keyword if NON_RAW_KEYWORDS.contains(&keyword) => format!("{keyword}_"),
        keyword if is_keyword(keyword) => format!("r#{keyword}"),
        other => other.to_owned(),
    }
}

/// An identifier without its `r#`.
pub fn without_raw(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_escaped() {
        for (ident, escaped) in [("type", "r#type"), ("self", "self_"), ("user", "user")] {
            assert_eq!(escape(ident), escaped);
        }
        assert_eq!(without_raw("r#type"), "type");
    }
}
