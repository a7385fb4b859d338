//! The rules for names on the wire.

/// Why a name is not valid, as the end of a sentence: `is empty`. Blanks between words are valid, as in `First Login`.
///
/// ```
/// use plugin_names::name_violation;
///
/// assert_eq!(name_violation("First Login"), None);
/// assert_eq!(name_violation("").unwrap(), "is empty");
/// assert_eq!(name_violation("id ").unwrap(), "begins or ends with a blank");
/// assert_eq!(name_violation("a\tb").unwrap(), "contains the control character '\\t'");
/// ```
pub fn name_violation(name: &str) -> Option<String> {
    if name.is_empty() {
        Some("is empty".to_owned())
    } else if let Some(control) = name.chars().find(|letter| letter.is_control()) {
        Some(format!("contains the control character {control:?}"))
    } else {
        (name.trim() != name).then(|| "begins or ends with a blank".to_owned())
    }
}

/// Whether a plugin, a vendor or a step can have the name: it is a part of paths and of file names.
///
/// ```
/// assert!(plugin_names::is_identifier("add_user"));
/// assert!(!plugin_names::is_identifier("Add User"));
/// ```
pub fn is_identifier(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The name in lowercase letters and digits, with `_` between words.
///
/// ```
/// assert_eq!(plugin_names::identifier("Add a User!"), "add_a_user");
/// ```
pub fn identifier(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_")
}
