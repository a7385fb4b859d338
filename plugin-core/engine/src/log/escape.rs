//! Control characters are escaped as JSON does it, so that no text forges a line or a colour, and a JSON line stays one.

use std::borrow::Cow;
use std::fmt::Write;

/// `line` with the one line feed at its end, and nothing in it that moves the cursor or ends a line for anybody.
pub(super) fn line(line: &str) -> Cow<'_, str> {
    let text = line.trim_end_matches('\n');
    if text.len() + 1 == line.len() && is_plain(text) {
        return Cow::Borrowed(line);
    }
    let mut escaped = String::with_capacity(line.len() + 16);
    for character in text.chars() {
        push(character, &mut escaped);
    }
    escaped.push('\n');
    Cow::Owned(escaped)
}

fn is_plain(text: &str) -> bool {
    // Most lines are ASCII, which is decided without decoding.
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.contains(is_control)
}

/// C0, DEL and C1, the separators of lines and paragraphs, and what reverses the order of the text that follows.
fn is_control(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn push(character: char, escaped: &mut String) {
    match character {
        '\n' => escaped.push_str("\\n"),
        '\r' => escaped.push_str("\\r"),
        '\t' => escaped.push_str("\\t"),
        '\u{8}' => escaped.push_str("\\b"),
        '\u{c}' => escaped.push_str("\\f"),
        // Writing to a String cannot fail.
        control if is_control(control) => drop(write!(escaped, "\\u{:04x}", u32::from(control))),
        other => escaped.push(other),
    }
}
