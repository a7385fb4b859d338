//! The rule for names on the wire.

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
