//! Escapes control characters like JSON, so that no text forges a log line or a colour.

use std::borrow::Cow;
use std::fmt::Write;

/// Escapes all control characters of a line except the line feed at its end.
pub(super) fn line(line: &str) -> Cow<'_, str> {
    if let Some(text) = line.strip_suffix('\n')
        && is_plain(text)
    {
        return Cow::Borrowed(line);
    }
    let text = line.trim_end_matches('\n');
    let mut escaped = String::with_capacity(line.len() + 16);
    for character in text.chars() {
        push(character, &mut escaped);
    }
    escaped.push('\n');
    Cow::Owned(escaped)
}

fn is_plain(text: &str) -> bool {
    // Most lines are ASCII. Without an early exit, this checks many bytes at once.
    let others =
        text.bytes().fold(0, |others, byte| others | u8::from(byte.wrapping_sub(b' ') > b'~' - b' '));
    others == 0 || !text.contains(is_control)
}

/// C0, DEL and C1, line and paragraph separators, and the characters that change the direction of the text.
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
