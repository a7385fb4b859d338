//! Replaces secrets in text, in JSON text and in values.

use super::encoding::Encoding;
use super::limits::MASK;
use super::matcher::Matcher;
use super::ranges::Ranges;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The number of nested decodings: JSON within JSON is decoded twice.
const MAX_DECODINGS: usize = 2;

/// The maximum size of the user name and the colon in Basic credentials.
const MAX_USERNAME_BYTES: usize = 1024;

/// A lenient decoder: padding and trailing bits do not matter.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Masks the secrets of a run.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    /// Those of the connection and of the run.
    matchers: [Option<Arc<Matcher>>; 2],
}

impl Redactor {
    pub(super) fn new(matchers: [Option<Arc<Matcher>>; 2]) -> Self {
        Self { matchers }
    }

    /// Creates a redactor for these secrets.
    pub fn of_secrets(secrets: &[Zeroizing<String>]) -> Self {
        Self::new([Matcher::new(secrets).map(Arc::new), None])
    }

    /// Replaces each secret in `text` by the mask.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let found = self.find(text.as_bytes());
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut masked = String::with_capacity(text.len() + MASK.len() * found.len());
        let mut end = 0;
        for range in found {
            masked.push_str(text.get(end..range.start).unwrap_or_default());
            masked.push_str(MASK);
            end = range.end;
        }
        masked.push_str(text.get(end..).unwrap_or_default());
        Cow::Owned(masked)
    }

    /// Masks secrets in the string values of a JSON text. Every other byte stays as it is.
    pub fn json(&self, text: &mut Vec<u8>) {
        if self.may_match_json(text)
            && let Ok(whole) = std::str::from_utf8(text)
        {
            *text = self.json_strings(whole).into_bytes();
        }
    }

    /// Masks secrets in the string values of a value.
    pub fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Cow::Owned(masked) = self.text(text) {
                    *text = masked;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.value(value)),
            _ => {}
        }
    }

    /// The JSON pointer of the first string value in a JSON text that contains a secret.
    pub fn find_in_json(&self, text: &[u8]) -> Option<String> {
        match self.may_match_json(text) {
            true => self.pointer(&serde_json::from_slice(text).ok()?),
            false => None,
        }
    }

    fn pointer(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => (!self.find(text.as_bytes()).is_empty()).then(String::new),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .find_map(|(index, item)| self.pointer(item).map(|rest| format!("/{index}{rest}"))),
            // A key may contain a secret.
            Value::Object(fields) => fields.iter().find_map(|(key, value)| {
                self.pointer(value).map(|rest| format!("/{}{rest}", self.text(key)))
            }),
            _ => None,
        }
    }

    /// Whether a JSON text may contain a secret: searches the whole text with its escapes decoded.
    fn may_match_json(&self, text: &[u8]) -> bool {
        match Encoding::Backslash.decode(text) {
            _ if self.is_empty() => false,
            Some(decoded) => !self.find(&decoded).is_empty(),
            None => !self.find(text).is_empty(),
        }
    }

    fn json_strings(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 8);
        let mut rest = text;
        while let Some(start) = memchr::memchr(b'"', rest.as_bytes()) {
            let end = string_end(&rest[start..]).map_or(rest.len(), |length| start + length);
            let (string, after) = (&rest[start..end], &rest[end..]);
            out.push_str(&rest[..start]);
            // Keys stay, since the reader of the text looks up values by them.
            let is_key = after.trim_ascii_start().starts_with(':');
            match serde_json::from_str::<String>(string) {
                Ok(value) if !is_key => match self.text(&value) {
                    Cow::Borrowed(_) => out.push_str(string),
                    Cow::Owned(masked) => out.push_str(&Value::from(masked).to_string()),
                },
                _ => out.push_str(string),
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn is_empty(&self) -> bool {
        self.matchers.iter().all(Option::is_none)
    }

    /// The ranges of the secrets in `text`, sorted and disjoint.
    fn find(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut found = Ranges::default();
        if !self.is_empty() {
            self.search(text, MAX_DECODINGS, &mut found);
        }
        found.merged()
    }

    fn search(&self, text: &[u8], decodings: usize, found: &mut Ranges) {
        for matcher in self.matchers.iter().flatten().filter(|matcher| matcher.may_match(text)) {
            matcher.find(text, |range| found.push(range));
            find_credentials(matcher, text, found);
        }
        if decodings == 0 || !Encoding::may_occur(text) {
            return;
        }
        for encoding in Encoding::ALL {
            let Some(decoded) = encoding.decode(text) else { continue };
            let mut within = Ranges::default();
            self.search(&decoded, decodings - 1, &mut within);
            let within = within.merged();
            if !within.is_empty() {
                encoding.source_of(text, &within).into_iter().for_each(|range| found.push(range));
            }
        }
    }
}

/// Finds the words of `text` that are the base64 of a secret, of `user:secret` or of `secret:..`, as in a Basic header. The base64
/// of a file that contains the secret is not masked.
fn find_credentials(matcher: &Matcher, text: &[u8], found: &mut Ranges) {
    let lengths = matcher.lengths();
    let word_lengths = lengths.start * 4 / 3..(lengths.end + MAX_USERNAME_BYTES) * 4 / 3;
    let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    let mut start = 0;
    while let Some(skipped) = text[start..].iter().position(is_of_word) {
        start += skipped;
        let length = text[start..].iter().position(|byte| !is_of_word(byte)).unwrap_or(text.len() - start);
        let mut end = start + length;
        if word_lengths.contains(&length) && is_credentials(matcher, &text[start..end]) {
            end += text[end..].iter().take(2).take_while(|byte| **byte == b'=').count();
            found.push(start..end);
        }
        start = end;
    }
}

fn is_credentials(matcher: &Matcher, word: &[u8]) -> bool {
    let standard = word.iter().map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    });
    let Ok(decoded) = BASE64.decode(Zeroizing::new(standard.collect::<Vec<_>>())).map(Zeroizing::new) else {
        return false;
    };
    let mut is_credentials = false;
    matcher.find(&decoded, |range| {
        let is_after_colon = range.start == 0 || decoded[range.start - 1] == b':';
        let is_before_colon = range.end == decoded.len() || decoded[range.end] == b':';
        is_credentials |= is_after_colon && is_before_colon;
    });
    is_credentials
}

/// The size of the JSON string at the beginning of `text`, with both quotes.
fn string_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes[at] {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::{STANDARD as PADDED, URL_SAFE_NO_PAD};
    use proptest::prelude::*;
    use serde_json::json;
    use std::fmt::Write;

    fn redactor(secrets: &[&str]) -> Redactor {
        let secrets: Vec<_> = secrets.iter().map(|text| Zeroizing::new((*text).to_owned())).collect();
        Redactor::of_secrets(&secrets)
    }

    fn masked_json(secrets: &[&str], text: &str) -> String {
        let mut text = text.as_bytes().to_vec();
        redactor(secrets).json(&mut text);
        String::from_utf8(text).unwrap()
    }

    fn percent_encoded(text: &str) -> String {
        text.bytes().fold(String::new(), |mut out, byte| {
            match byte.is_ascii_alphanumeric() {
                true => out.push(char::from(byte)),
                false => write!(out, "%{byte:02X}").unwrap(),
            }
            out
        })
    }

    fn utf16_escaped(text: &str) -> String {
        text.encode_utf16().fold(String::new(), |mut out, unit| {
            write!(out, "\\u{unit:04x}").unwrap();
            out
        })
    }

    /// The forms of a secret in output.
    fn forms(secret: &str, user: &str) -> Vec<String> {
        let json = json!(secret).to_string();
        let json = json[1..json.len() - 1].to_owned();
        vec![
            secret.to_owned(),
            json.replace('/', "\\/"),
            json!(json).to_string(),
            json,
            utf16_escaped(secret),
            format!("{secret:?}"),
            format!("{:?}", format!("{secret:?}")),
            percent_encoded(secret),
            percent_encoded(secret).replace("%20", "+"),
            utf16_escaped(&percent_encoded(secret)),
            format!("Basic {}", PADDED.encode(format!("{user}:{secret}"))),
            format!("Basic {}", URL_SAFE_NO_PAD.encode(format!("{user}:{secret}:X"))),
            format!("Basic {}", PADDED.encode(format!("{secret}:X"))),
            URL_SAFE_NO_PAD.encode(secret),
            secret.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"),
        ]
    }

    /// Letters and characters that encodings change.
    const SECRET: &str = "[ -~é🔑\\n\\t\"\\\\/%+&<]{2,20}[a-zA-Z0-9é/+]{4,20}";

    proptest! {
        #[test]
        fn no_form_of_a_secret_survives(
            secret in SECRET,
            user in "[a-z]{1,6}",
            around in "[a-z ,;\n]{0,20}",
        ) {
            let redactor = redactor(&[&secret]);
            for form in forms(secret.trim(), &user) {
                let text = format!("{around} {form} {around}");
                let masked = redactor.text(&text);
                prop_assert!(!masked.contains(&form), "{:?} in {:?}", form, masked);
                prop_assert!(masked.contains(MASK));
                let masked = masked_json(&[&secret], &json!({ "key": [text] }).to_string());
                let value: Value = serde_json::from_str(&masked).unwrap();
                prop_assert!(!value["key"][0].as_str().unwrap().contains(&form), "{:?} in {}", form, masked);
            }
        }

        #[test]
        fn masked_text_is_at_most_twice_as_long(
            secrets in proptest::collection::vec("[ab*\\\\n%+1/]{1,6}", 0..20),
            text in "[ab*\\\\nu06%+1/ \"&;]{0,200}",
        ) {
            let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
            let masked = redactor(&secrets).text(&text).into_owned();
            prop_assert!(masked.len() <= 2 * text.len(), "{:?}", masked);
            let json = json!({"k": text, "a": [text]}).to_string();
            let masked = masked_json(&secrets, &json);
            prop_assert!(masked.len() <= 2 * json.len(), "{:?}", masked);
            prop_assert!(serde_json::from_str::<Value>(&masked).is_ok(), "{:?}", masked);
        }

        #[test]
        fn text_without_a_secret_stays(secret in "[A-Z]{4,10}", text in "[^A-Z]{0,200}") {
            // No lowercase text contains an uppercase secret, and neither does its base64.
            prop_assert_eq!(redactor(&[&secret]).text(&text), Cow::<str>::Borrowed(&text));
            let json = json!({ "key": text }).to_string();
            prop_assert_eq!(masked_json(&[&secret], &json), json);
        }
    }

    #[test]
    fn overlapping_secrets_are_masked_as_one() {
        assert_eq!(redactor(&["hunter", "hunter22"]).text("hunter22 hunter"), "******** ********");
        assert_eq!(redactor(&["abcd", "cdef"]).text("abcdef-cdef"), "********-********");
    }

    #[test]
    fn short_secrets_and_masks_are_not_masked() {
        assert_eq!(redactor(&["abc", "****"]).text("abcabc ********"), "abcabc ********");
        assert_eq!(redactor(&["żółć"]).text("żółć"), MASK);
    }

    #[test]
    fn white_space_around_a_secret_is_ignored() {
        assert_eq!(redactor(&[" s3cr3t\n"]).text("(s3cr3t)"), "(********)");
    }

    #[test]
    fn basic_credentials_are_masked_and_files_are_not() {
        let redactor = redactor(&["2026"]);
        assert_eq!(redactor.text("Authorization: Basic Ym9iOjIwMjY="), "Authorization: Basic ********");
        let file = PADDED.encode("date,count\n2026-01-01,2026\n");
        assert_eq!(redactor.text(&file), file);
    }

    #[test]
    fn keys_and_numbers_are_not_masked() {
        let text = r#"{"result" : "a result", "n": 2026, "list": [{"2026": "2026"}]}"#;
        let masked = r#"{"result" : "a ********", "n": 2026, "list": [{"2026": "********"}]}"#;
        assert_eq!(masked_json(&["result", "2026"], text), masked);
    }

    #[test]
    fn a_backslash_before_a_secret_leaves_valid_json() {
        assert_eq!(masked_json(&["nabc"], r#"{"k":"\nabc nabc"}"#), r#"{"k":"\nabc ********"}"#);
        assert_eq!(masked_json(&["q\"u\\o"], r#"{"k":"a q\"u\\o b"}"#), r#"{"k":"a ******** b"}"#);
    }

    #[test]
    fn the_pointer_to_a_secret_does_not_contain_it() {
        let text = br#"{"a":[{"b":1},{"s3cr3t":"the s\u0033cr3t"}]}"#;
        assert_eq!(redactor(&["s3cr3t"]).find_in_json(text).unwrap(), "/a/1/********");
        assert_eq!(redactor(&["other"]).find_in_json(text), None);
    }

    #[test]
    fn values_are_searched_at_any_depth() {
        let mut value = json!([{"k": ["s3cr3t", 1.5, null]}, "a s3cr3t"]);
        redactor(&["s3cr3t"]).value(&mut value);
        assert_eq!(value, json!([{"k": [MASK, 1.5, null]}, format!("a {MASK}")]));
    }
}
