//! Hides the credentials of a connection in whatever leaves a run.

use crate::schema::{Struct, Type};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;
use zeroize::Zeroizing;

/// What stands in the place of a secret.
pub(crate) const MASK: &str = "********";

/// The keys whose values are secret, in a credential of any of the four kinds.
const KEYS: [&str; 4] = ["secretKey", "password", "token", "privateKey"];

/// A shorter value would be found in innocent text.
const SHORTEST: usize = 4;

/// The secrets of one connection, longest first so that one within another leaves no rest.
#[derive(Default)]
pub(crate) struct Redactor {
    secrets: Vec<Zeroizing<String>>,
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redactor({} secrets)", self.secrets.len())
    }
}

impl Redactor {
    /// The secrets in the JSON text of a connection, and the values that its table says are passwords.
    ///
    /// # Errors
    /// If the text cannot be looked through.
    pub(crate) fn of_connection(text: &str, table: &Struct) -> Result<Self, serde_json::Error> {
        let mut secrets = Vec::new();
        let mut connection: Value = serde_json::from_str(text)?;
        collect_fields(&connection, table, &mut secrets);
        collect(&mut connection, &mut secrets);
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        Ok(Self { secrets })
    }

    /// These secrets, if they are long enough to be hidden.
    #[cfg(feature = "api")]
    pub(crate) fn of_secrets(secrets: Vec<Zeroizing<String>>) -> Self {
        let mut kept = Vec::new();
        secrets.into_iter().for_each(|secret| push(secret, &mut kept));
        kept.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self { secrets: kept }
    }

    /// `text` with each secret replaced by the mask.
    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        for secret in &self.secrets {
            if contains(text.as_bytes(), secret.as_bytes()) {
                text = Cow::Owned(text.replace(secret.as_str(), MASK));
            }
        }
        text
    }

    /// The same within the strings of a JSON text, however they are escaped.
    pub(crate) fn json(&self, text: &mut Vec<u8>) {
        // Without a backslash a string reads as it is written.
        let suspect = self.secrets.iter().any(|secret| contains(text, secret.as_bytes()))
            || (!self.secrets.is_empty() && memchr::memchr(b'\\', text).is_some());
        if suspect && let Ok(whole) = std::str::from_utf8(text) {
            *text = self.strings(whole).into_bytes();
        }
    }

    /// The same within the strings of a value.
    #[cfg(feature = "api")]
    pub(crate) fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Cow::Owned(shown) = self.text(text) {
                    *text = shown;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.value(value)),
            _ => {}
        }
    }

    /// Rewrites the strings that hold a secret; every other byte stays as it is.
    fn strings(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('"') {
            let end = string_end(&rest[start..]).map_or(rest.len(), |length| start + length);
            out.push_str(&rest[..start]);
            let token = &rest[start..end];
            match serde_json::from_str::<String>(token) {
                Ok(string) => match self.text(&string) {
                    Cow::Borrowed(_) => out.push_str(token),
                    Cow::Owned(masked) => out.push_str(&Value::from(masked).to_string()),
                },
                Err(_) => out.push_str(token),
            }
            rest = &rest[end..];
        }
        out.push_str(rest);
        out
    }
}

/// Whether `secret` is in `text`. A searcher made for the secret would search faster, and costs more to make than most texts
/// take to search.
fn contains(text: &[u8], secret: &[u8]) -> bool {
    let Some((first, rest)) = secret.split_first() else {
        return false;
    };
    memchr::memchr_iter(*first, text).any(|at| text[at + 1..].starts_with(rest))
}

/// Length of the JSON string that `text` begins with, both quotes included.
fn string_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    loop {
        match *bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// User name and password as an `Authorization: Basic` header shows them.
fn basic(object: &Map<String, Value>) -> Option<Zeroizing<String>> {
    let (username, password) = (object.get("username")?.as_str()?, object.get("password")?.as_str()?);
    let pair = Zeroizing::new(format!("{username}:{password}"));
    (password.chars().count() >= SHORTEST).then(|| Zeroizing::new(STANDARD.encode(pair.as_bytes())))
}

/// Whatever stands under the keys of the credentials, at any depth. The strings are taken out and wiped.
fn collect(value: &mut Value, secrets: &mut Vec<Zeroizing<String>>) {
    match value {
        Value::Object(object) => {
            secrets.extend(basic(object));
            for (key, value) in object.iter_mut() {
                match value {
                    Value::String(text) => {
                        let text = Zeroizing::new(std::mem::take(text));
                        if KEYS.contains(&key.as_str()) {
                            push(text, secrets);
                        }
                    }
                    other => collect(other, secrets),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| collect(item, secrets)),
        _ => {}
    }
}

/// The values of the fields that are passwords.
fn collect_fields(value: &Value, table: &Struct, secrets: &mut Vec<Zeroizing<String>>) {
    for field in table.fields {
        if let Some(value) = value.get(field.name) {
            collect_typed(value, &field.ty, secrets);
        }
    }
}

fn collect_typed(value: &Value, ty: &Type, secrets: &mut Vec<Zeroizing<String>>) {
    match (ty, value) {
        (Type::Password, Value::String(text)) => push(Zeroizing::new(text.clone()), secrets),
        (Type::Array(item), Value::Array(values)) => {
            values.iter().for_each(|value| collect_typed(value, item, secrets));
        }
        (Type::Struct(table), Value::Object(_)) => collect_fields(value, table(), secrets),
        _ => {}
    }
}

fn push(secret: Zeroizing<String>, secrets: &mut Vec<Zeroizing<String>>) {
    if secret.chars().count() >= SHORTEST {
        secrets.push(secret);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_connection(text: &str) -> Redactor {
        Redactor::of_connection(text, <() as crate::schema::Fields>::table()).unwrap()
    }

    #[derive(crate::Schema)]
    #[allow(dead_code)]
    struct Nested {
        pins: Vec<crate::values::Password>,
        proxy: Option<Box<Nested>>,
    }

    #[test]
    fn passwords_are_found_by_their_type_too() {
        let text = r#"{"pins":["12345"],"proxy":{"pins":["abcdef"],"proxy":null},"other":"12345"}"#;
        let redactor = Redactor::of_connection(text, <Nested as crate::schema::Fields>::table()).unwrap();
        assert_eq!(redactor.text("12345 abcdef"), "******** ********");
    }

    #[test]
    fn what_cannot_be_looked_through_is_refused() {
        let deep = format!("{{\"x\":{}{}}}", "[".repeat(200), "]".repeat(200));
        assert!(Redactor::of_connection(&deep, <() as crate::schema::Fields>::table()).is_err());
    }

    fn redactor(secret: &str) -> Redactor {
        let connection =
            serde_json::json!({"a": {"secretKey": secret}, "b": [{"password": "pass word"}], "user": "name"});
        of_connection(&connection.to_string())
    }

    fn json(secret: &str, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        redactor(secret).json(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn secrets_are_hidden_in_text_and_names_are_not() {
        assert_eq!(redactor("s3cr3t").text("s3cr3t of name: pass word"), "******** of name: ********");
    }

    #[test]
    fn short_values_are_left_alone() {
        assert_eq!(redactor("abc").text("abcabc"), "abcabc");
        assert_eq!(redactor("żółć").text("żółć"), MASK);
    }

    #[test]
    fn a_login_is_hidden_as_a_header_shows_it() {
        let redactor = of_connection(r#"{"login":{"username":"bob","password":"hunter22"}}"#);
        assert_eq!(redactor.text("Authorization: Basic Ym9iOmh1bnRlcjIy"), "Authorization: Basic ********");
    }

    #[test]
    fn json_is_searched_whatever_its_escapes() {
        assert_eq!(json("q\"u\\o", r#"{"k":"a q\"u\\o b"}"#), r#"{"k":"a ******** b"}"#);
        assert_eq!(json("żółć", r#"{"k":"\u017c\u00f3\u0142\u0107"}"#), r#"{"k":"********"}"#);
        assert_eq!(json("s3cr3t", r#"{"k":"\u00733cr3t","n":1.50}"#), r#"{"k":"********","n":1.50}"#);
    }

    #[cfg(feature = "api")]
    #[test]
    fn values_are_searched_at_any_depth() {
        let mut value = serde_json::json!([{"k": ["s3cr3t", 1.5, null]}, "a s3cr3t"]);
        redactor("s3cr3t").value(&mut value);
        assert_eq!(value, serde_json::json!([{"k": [MASK, 1.5, null]}, format!("a {MASK}")]));
    }

    #[test]
    fn the_longer_of_two_secrets_is_hidden_whole() {
        let connection = r#"{"password":"hunter","secretKey":"hunter22"}"#;
        assert_eq!(of_connection(connection).text("hunter22 hunter"), "******** ********");
    }
}
