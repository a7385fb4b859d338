//! Lists the violations of a JSON object that serde has rejected, by the table of its type.
//!
//! serde stops at the first error, so a person would correct one field after the other. This walk runs only after an error, and a
//! valid object does not pay for it. It borrows from the text, which may contain secrets.

use super::error::escaped;
use super::raw_object::RawObject;
use super::read::is_exact;
use crate::checks::is_same_scalar;
use crate::{Field, Struct, Type, Violation, nearest};
use serde_json::value::RawValue;
use std::fmt::{self, Display};

/// The number of violations that a message lists.
const MAX_VIOLATIONS: usize = 10;

/// The number of allowed values that a violation lists.
const MAX_VALUES: usize = 20;

/// The violations of an object, in the order of its fields. Contains names and kinds, never values.
///
/// Displays as `/name: expected a string, found null; /age: must be at least 0`.
#[derive(Default)]
pub(super) struct Violations {
    /// The path and the reason of each.
    listed: Vec<(String, String)>,
    /// The number of those that are not listed.
    more: usize,
    has_blank: bool,
}

impl Violations {
    /// The violations of `text`. With `blank`, a blank value in a required field is one.
    pub(super) fn of(text: &str, table: &Struct, blank: bool) -> Self {
        let mut walk = Walk { path: Vec::new(), blank, found: Self::default() };
        walk.object(text, &keys_of(table));
        walk.found
    }

    /// Prepends the error of the reader, unless the walk has found it too.
    pub(super) fn with(mut self, path: String, reason: String) -> Self {
        let is_within = |found: &str| {
            found.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if !self.listed.iter().any(|(found, _)| is_within(found)) {
            self.listed.insert(0, (path, reason));
        }
        self
    }
}

impl Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (path, reason)) in self.listed.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            let colon = if path.is_empty() { "" } else { ": " };
            write!(f, "{separator}{path}{colon}{reason}")?;
        }
        if self.more > 0 {
            write!(f, "; and {} more", self.more)?;
        }
        if self.has_blank {
            f.write_str("; if the value comes from another step, check the output of that step")?;
        }
        Ok(())
    }
}

/// A key that an object may have.
struct Key<'a> {
    name: &'static str,
    aliases: &'a [&'a str],
    required: bool,
    ty: Type,
    /// The allowed values of a field, as JSON texts.
    values: &'a [&'a str],
}

impl Key<'_> {
    fn is(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

fn keys_of(table: &Struct) -> Vec<Key<'_>> {
    let key = |field: &Field| {
        let Field { name, aliases, required, ty, values, .. } = *field;
        Key { name, aliases, required, ty, values }
    };
    table.fields.iter().map(key).collect()
}

/// The keys of an object that the specification defines. `None` for other types.
fn built_in_keys(ty: &Type) -> Option<Vec<Key<'static>>> {
    let key = |required| move |(name, ty)| Key { name, aliases: &[], required, ty, values: &[] };
    let (required, optional): (&[_], &[_]) = match ty {
        Type::File => (&[], &[("filename", Type::String), ("content", Type::Bytes)]),
        Type::SecretKey => (&[("secretKey", Type::Password)], &[]),
        Type::UsernamePassword => (&[("username", Type::String), ("password", Type::Password)], &[]),
        Type::Token => (&[("token", Type::Password)], &[("domain", Type::String)]),
        Type::AsymmetricKey => (&[("privateKey", Type::Password)], &[]),
        _ => return None,
    };
    let (required, optional) =
        (required.iter().copied().map(key(true)), optional.iter().copied().map(key(false)));
    Some(required.chain(optional).collect())
}

/// What the type expects, in terms of JSON.
fn expected(ty: &Type) -> &'static str {
    match ty {
        Type::Integer | Type::Int | Type::Bounded(_) => "a whole number",
        Type::Number | Type::Float => "a number",
        Type::Boolean | Type::Bool => "a boolean",
        Type::Array(_) => "an array",
        Type::Object | Type::Struct(_) => "an object",
        Type::File => r#"{"filename": "..", "content": "base64"}"#,
        Type::SecretKey => r#"{"secretKey": ".."}"#,
        Type::UsernamePassword => r#"{"username": "..", "password": ".."}"#,
        Type::Token => r#"{"token": ".."}"#,
        Type::AsymmetricKey => r#"{"privateKey": ".."}"#,
        _ => "a string",
    }
}

/// The kind of a JSON value.
pub(super) fn kind(text: &str) -> &'static str {
    match text.as_bytes() {
        [b'{', ..] => "an object",
        [b'[', ..] => "an array",
        [b'"', ..] => "a string",
        [b't' | b'f', ..] => "a boolean",
        [b'n', ..] => "null",
        _ if whole_number(text).is_some() => "a whole number",
        _ => "a number",
    }
}

/// An integer, or a float that represents one exactly. An integer beyond 128 bits saturates.
fn whole_number(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let end = if digits.len() < text.len() { i128::MIN } else { i128::MAX };
        return Some(text.parse().unwrap_or(end));
    }
    let number: f64 = text.parse().ok()?;
    is_exact(number).then_some(number as i128)
}

struct Walk {
    /// The keys and indexes from the root to the current value.
    path: Vec<String>,
    /// Whether a blank value in a required field of the outermost object is a violation.
    blank: bool,
    found: Violations,
}

impl Walk {
    fn push(&mut self, reason: impl Display) {
        match self.found.listed.len() < MAX_VIOLATIONS {
            true => self.found.listed.push((self.path.concat(), reason.to_string())),
            false => self.found.more += 1,
        }
    }

    /// Walks into the value at a key or an index.
    fn at(&mut self, step: impl Display, walk: impl FnOnce(&mut Self)) {
        self.path.push(format!("/{}", escaped(step)));
        walk(self);
        self.path.pop();
    }

    fn object(&mut self, text: &str, keys: &[Key<'_>]) {
        let Some(RawObject(entries)) = RawObject::read(text) else { return };
        let is_root = self.path.is_empty();
        let mut missing = Vec::new();
        for key in keys {
            let value = entries.iter().find(|(name, _)| key.is(name)).map(|(_, value)| value.get());
            match value {
                None | Some("null") if !key.required => {}
                None => missing.push(key.name),
                // In the outermost object null counts as absent.
                Some("null") if is_root => missing.push(key.name),
                Some(r#""""#) if is_root && self.blank && key.required && expected(&key.ty) == "a string" => {
                    self.found.has_blank = true;
                    self.at(key.name, |walk| walk.push(Violation::Blank));
                }
                Some(value) => self.at(key.name, |walk| walk.field(value, key)),
            }
        }
        for (name, _) in entries.iter().filter(|(name, _)| !keys.iter().any(|key| key.is(name))) {
            if let Some(near) = nearest(name, missing.iter().copied()) {
                missing.retain(|name| *name != near);
                self.push(format_args!("unknown key {name:?} (did you mean {near:?}?)"));
            }
        }
        let names: Vec<_> = missing.iter().map(|name| format!("{name:?}")).collect();
        match &names[..] {
            [] => {}
            [name] => self.push(format_args!("the required field {name} is missing")),
            [first @ .., last] => {
                self.push(format_args!("the required fields {} and {last} are missing", first.join(", ")));
            }
        }
    }

    fn field(&mut self, text: &str, key: &Key<'_>) {
        let is_allowed = || key.values.iter().any(|allowed| is_same_scalar(text, allowed));
        match key.values {
            [] => self.value(text, &key.ty),
            _ if is_of_kind(text, &key.ty) && !is_allowed() => self.push(one_of(key.values.iter().copied())),
            _ => self.value(text, &key.ty),
        }
    }

    fn value(&mut self, text: &str, ty: &Type) {
        match ty {
            Type::Untyped(_) => {}
            _ if !is_of_kind(text, ty) => {
                self.push(format_args!("expected {}, found {}", expected(ty), kind(text)))
            }
            // An item may be optional, which the table does not contain.
            Type::Array(item) => {
                let items: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
                for (index, value) in items.iter().enumerate().filter(|(_, value)| value.get() != "null") {
                    self.at(index, |walk| walk.value(value.get(), item));
                }
            }
            Type::Struct(table) => self.object(text, &keys_of(table())),
            Type::Bounded(bounds) => {
                if let Some(reason) = whole_number(text).and_then(|number| bounds.violation(number)) {
                    self.push(reason);
                }
            }
            Type::Enum(list) => {
                let values: Vec<_> = list.values.iter().map(|value| format!("{value:?}")).collect();
                let aliases = list.aliases.iter().map(|alias| format!("{alias:?}"));
                if !values.iter().cloned().chain(aliases).any(|value| is_same_scalar(text, &value)) {
                    self.push(one_of(values.iter().map(String::as_str)));
                }
            }
            _ => self.object(text, &built_in_keys(ty).unwrap_or_default()),
        }
    }
}

/// Whether a JSON value has the kind of the type.
fn is_of_kind(text: &str, ty: &Type) -> bool {
    match (expected(ty), kind(text)) {
        ("a number", "a whole number") => true,
        (expected, "an object") if expected.starts_with('{') => true,
        (expected, found) => expected == found,
    }
}

/// The reason for a value that is not in a list of JSON texts.
fn one_of<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let values: Vec<_> = values.collect();
    let listed = &values[..values.len().min(MAX_VALUES)];
    let more = match values.len() - listed.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("expected one of {}{more}", listed.join(", "))
}
