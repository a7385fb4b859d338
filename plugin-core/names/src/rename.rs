//! Renames fields and variants like serde's `rename_all`.

/// A rule of serde's `rename_all`.
///
/// ```
/// use plugin_names::RenameRule;
///
/// let camel = RenameRule::from_name("camelCase").unwrap();
/// assert_eq!(camel.apply_to_field("user_id"), "userId");
/// assert_eq!(camel.apply_to_variant("InProgress"), "inProgress");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenameRule {
    /// No change.
    None,
    /// `lowercase`
    Lower,
    /// `UPPERCASE`
    Upper,
    /// `PascalCase`
    Pascal,
    /// `camelCase`
    Camel,
    /// `snake_case`
    Snake,
    /// `SCREAMING_SNAKE_CASE`
    ScreamingSnake,
    /// `kebab-case`
    Kebab,
    /// `SCREAMING-KEBAB-CASE`
    ScreamingKebab,
}

const RULES: [(&str, RenameRule); 8] = [
    ("lowercase", RenameRule::Lower),
    ("UPPERCASE", RenameRule::Upper),
    ("PascalCase", RenameRule::Pascal),
    ("camelCase", RenameRule::Camel),
    ("snake_case", RenameRule::Snake),
    ("SCREAMING_SNAKE_CASE", RenameRule::ScreamingSnake),
    ("kebab-case", RenameRule::Kebab),
    ("SCREAMING-KEBAB-CASE", RenameRule::ScreamingKebab),
];

impl RenameRule {
    /// The names of all rules in serde.
    pub fn names() -> impl Iterator<Item = &'static str> {
        RULES.iter().map(|(name, _)| *name)
    }

    /// The rule with this name in serde.
    pub fn from_name(name: &str) -> Option<Self> {
        RULES.iter().find(|(known, _)| *known == name).map(|(_, rule)| *rule)
    }

    /// Renames a field, whose name is `snake_case`.
    pub fn apply_to_field(self, field: &str) -> String {
        let pascal = || field.split('_').map(capitalize).collect::<String>();
        match self {
            Self::None | Self::Lower | Self::Snake => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_ascii_uppercase(),
            Self::Pascal => pascal(),
            Self::Camel => uncapitalize(&pascal()),
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// Renames a variant or a type, whose name is `PascalCase`.
    pub fn apply_to_variant(self, variant: &str) -> String {
        match self {
            Self::None | Self::Pascal => variant.to_owned(),
            Self::Lower => variant.to_ascii_lowercase(),
            Self::Upper => variant.to_ascii_uppercase(),
            Self::Camel => uncapitalize(variant),
            Self::Snake => snake(variant),
            Self::ScreamingSnake => snake(variant).to_ascii_uppercase(),
            Self::Kebab => snake(variant).replace('_', "-"),
            Self::ScreamingKebab => snake(variant).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

/// Converts to snake case like serde: every capital letter begins a word.
fn snake(variant: &str) -> String {
    let mut snake = String::with_capacity(variant.len() + 4);
    for (index, letter) in variant.char_indices() {
        if index > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn capitalize(word: &str) -> String {
    word.get(..1).map_or_else(String::new, |first| first.to_ascii_uppercase() + &word[1..])
}

fn uncapitalize(word: &str) -> String {
    word.get(..1).map_or_else(String::new, |first| first.to_ascii_lowercase() + &word[1..])
}

#[cfg(test)]
mod tests {
    use super::RenameRule;

    #[test]
    fn every_rule_renames_like_serde() {
        for (rule, field, variant) in [
            ("lowercase", "user_id", "userid"),
            ("UPPERCASE", "USER_ID", "USERID"),
            ("PascalCase", "UserId", "UserId"),
            ("camelCase", "userId", "userId"),
            ("snake_case", "user_id", "user_id"),
            ("SCREAMING_SNAKE_CASE", "USER_ID", "USER_ID"),
            ("kebab-case", "user-id", "user-id"),
            ("SCREAMING-KEBAB-CASE", "USER-ID", "USER-ID"),
        ] {
            let rule = RenameRule::from_name(rule).unwrap();
            assert_eq!(
                (rule.apply_to_field("user_id"), rule.apply_to_variant("UserId")),
                (field.to_owned(), variant.to_owned())
            );
        }
        assert_eq!(RenameRule::from_name("Train-Case"), None);
        assert_eq!(RenameRule::names().count(), 8);
    }
}
