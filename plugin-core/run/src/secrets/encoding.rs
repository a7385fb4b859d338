//! Decodes encoded text, and maps ranges of the decoded text back to the source.

use std::ops::Range;
use zeroize::Zeroizing;

/// An encoding of text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Encoding {
    /// Escapes of JSON, of Rust's `Debug` and of Python's `repr`: `\n`, `\"`, `\/`, `\u00e9`, `\u{e9}`, `\xe9`.
    Backslash,
    /// `%2F`, as in URLs.
    Percent,
    /// `%2F`, and `+` for a space, as in queries and forms.
    Form,
    /// `&amp;` and `&#38;`, as in XML and HTML.
    Entity,
}

/// One encoded unit: its size in the source and its decoded bytes.
struct Unit {
    source_len: usize,
    decoded: [u8; 4],
    decoded_len: usize,
}

impl Unit {
    fn of_char(source_len: usize, character: char) -> Self {
        let mut decoded = [0; 4];
        let decoded_len = character.encode_utf8(&mut decoded).len();
        Self { source_len, decoded, decoded_len }
    }

    fn of_byte(source_len: usize, byte: u8) -> Self {
        Self { source_len, decoded: [byte, 0, 0, 0], decoded_len: 1 }
    }
}

impl Encoding {
    pub(super) const ALL: [Self; 4] = [Self::Backslash, Self::Percent, Self::Form, Self::Entity];

    /// Whether `text` contains the marker of an encoding. Most texts contain none.
    pub(super) fn may_occur(text: &[u8]) -> bool {
        memchr::memchr3(b'\\', b'%', b'&', text).or_else(|| memchr::memchr(b'+', text)).is_some()
    }

    /// Decodes `text`. `None` if it contains no encoded unit.
    pub(super) fn decode(self, text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        // A form without a plus is covered by `Percent`.
        memchr::memchr(self.marker(), text)?;
        let mut decoded = Zeroizing::new(Vec::with_capacity(text.len()));
        let mut is_encoded = false;
        self.walk(text, |source, unit| match unit {
            None => decoded.extend_from_slice(&text[source]),
            Some(unit) => {
                is_encoded = true;
                decoded.extend_from_slice(&unit.decoded[..unit.decoded_len]);
            }
        });
        is_encoded.then_some(decoded)
    }

    /// The ranges of `text` that decode to `ranges`, which must be sorted and disjoint.
    pub(super) fn source_of(self, text: &[u8], ranges: &[Range<usize>]) -> Vec<Range<usize>> {
        let (mut starts, mut ends) = (Vec::new(), Vec::new());
        let mut decoded_at = 0;
        self.walk(text, |source, unit| {
            let decoded_end = decoded_at + unit.as_ref().map_or(source.len(), |unit| unit.decoded_len);
            // A part of a unit maps to the whole unit.
            let source_at =
                |at: usize, whole: usize| if unit.is_some() { whole } else { source.start + at - decoded_at };
            while let Some(range) = ranges.get(starts.len()).filter(|range| range.start < decoded_end) {
                starts.push(source_at(range.start, source.start));
            }
            while let Some(range) = ranges.get(ends.len()).filter(|range| range.end <= decoded_end) {
                ends.push(source_at(range.end, source.end));
            }
            decoded_at = decoded_end;
        });
        starts.into_iter().zip(ends).map(|(start, end)| start..end).collect()
    }

    fn marker(self) -> u8 {
        match self {
            Self::Backslash => b'\\',
            Self::Percent => b'%',
            Self::Form => b'+',
            Self::Entity => b'&',
        }
    }

    /// Calls `visit` for each range of `text`: plain text or one encoded unit.
    fn walk(self, text: &[u8], mut visit: impl FnMut(Range<usize>, Option<Unit>)) {
        let mut plain_from = 0;
        let mut at = 0;
        while let Some(found) = self.next_marker(&text[at..]) {
            at += found;
            let Some(unit) = self.unit(&text[at..]) else {
                at += 1;
                continue;
            };
            if plain_from < at {
                visit(plain_from..at, None);
            }
            let end = at + unit.source_len;
            visit(at..end, Some(unit));
            (at, plain_from) = (end, end);
        }
        if plain_from < text.len() {
            visit(plain_from..text.len(), None);
        }
    }

    fn next_marker(self, text: &[u8]) -> Option<usize> {
        match self {
            Self::Form => memchr::memchr2(b'+', b'%', text),
            other => memchr::memchr(other.marker(), text),
        }
    }

    /// Decodes the unit at the beginning of `rest`, if there is one.
    fn unit(self, rest: &[u8]) -> Option<Unit> {
        match self {
            Self::Backslash => backslash(rest),
            Self::Percent => percent(rest),
            Self::Form if rest.first() == Some(&b'+') => Some(Unit::of_byte(1, b' ')),
            Self::Form => percent(rest),
            Self::Entity => entity(rest),
        }
    }
}

fn backslash(rest: &[u8]) -> Option<Unit> {
    let character = match rest.get(1)? {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'0' => '\0',
        quoted @ (b'"' | b'\'' | b'\\' | b'/') => char::from(*quoted),
        b'x' => return Some(Unit::of_char(4, char::from(u8::try_from(hex(rest.get(2..4)?)?).ok()?))),
        b'u' if rest.get(2) == Some(&b'{') => return braced(rest),
        b'u' => return utf16(rest),
        _ => return None,
    };
    Some(Unit::of_char(2, character))
}

/// `\u{1f511}`
fn braced(rest: &[u8]) -> Option<Unit> {
    let digits = rest.get(3..)?.iter().take(7).position(|byte| *byte == b'}')?;
    let character = char::from_u32(hex(&rest[3..3 + digits])?)?;
    Some(Unit::of_char(4 + digits, character))
}

/// `\u00e9`, or a surrogate pair.
fn utf16(rest: &[u8]) -> Option<Unit> {
    let first = hex(rest.get(2..6)?)?;
    if let Some(character) = char::from_u32(first) {
        return Some(Unit::of_char(6, character));
    }
    let second = hex(rest.get(6..12)?.strip_prefix(b"\\u")?)?;
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    let character = char::decode_utf16(units).next()?.ok()?;
    Some(Unit::of_char(12, character))
}

fn percent(rest: &[u8]) -> Option<Unit> {
    let byte = u8::try_from(hex(rest.get(1..3)?)?).ok()?;
    Some(Unit::of_byte(3, byte))
}

fn entity(rest: &[u8]) -> Option<Unit> {
    /// `&#x10ffff;`
    const MAX_ENTITY_BYTES: usize = 10;
    let end = rest.iter().take(MAX_ENTITY_BYTES).position(|byte| *byte == b';')?;
    let character = match &rest[1..end] {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(hex(digits)?)?,
        [b'#', digits @ ..] => char::from_u32(std::str::from_utf8(digits).ok()?.parse().ok()?)?,
        _ => return None,
    };
    Some(Unit::of_char(end + 1, character))
}

/// Parses hexadecimal digits.
fn hex(digits: &[u8]) -> Option<u32> {
    let digits = digits.iter().map(|digit| char::from(*digit).to_digit(16));
    let digits: Option<Vec<u32>> = { digits }.collect();
    digits
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.iter().fold(0, |number, digit| number << 4 | digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoding: Encoding, text: &str) -> Option<String> {
        encoding.decode(text.as_bytes()).map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[test]
    fn each_encoding_is_decoded() {
        let escaped = r#"a\n\"\\\/\u00e9\u{e9}\xe9\ud83d\udd11"#;
        assert_eq!(decoded(Encoding::Backslash, escaped).unwrap(), "a\n\"\\/ééé🔑");
        assert_eq!(decoded(Encoding::Percent, "a%2Fb+%c3%A9").unwrap(), "a/b+é");
        assert_eq!(decoded(Encoding::Form, "a%2Fb+c").unwrap(), "a/b c");
        assert_eq!(decoded(Encoding::Entity, "&lt;&#233;&#xe9;&amp;").unwrap(), "<éé&");
    }

    #[test]
    fn text_without_an_encoding_is_not_decoded() {
        assert_eq!(decoded(Encoding::Backslash, r"C:\dir \u12 \ud83d \u{zz} \"), None);
        assert_eq!(decoded(Encoding::Percent, "100% %zz %4"), None);
        assert_eq!(decoded(Encoding::Form, "no%20plus"), None);
        assert_eq!(decoded(Encoding::Entity, "a & b; &unknown; &#xd800;"), None);
    }

    #[test]
    fn a_decoded_range_maps_to_the_source() {
        let text = r"ab\u00e9cd\ne";
        let decoded = Encoding::Backslash.decode(text.as_bytes()).unwrap();
        assert_eq!(&**decoded, "abécd\ne".as_bytes());
        // The ranges cut "é" in half, cut "cd", and cover "\n".
        let source = Encoding::Backslash.source_of(text.as_bytes(), &[1..3, 4..5, 6..7]);
        assert_eq!(source, [1..8, 8..9, 10..12]);
    }
}
