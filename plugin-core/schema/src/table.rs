//! Defines the const tables that `#[derive(Schema)]` generates.

use crate::bounds::Bounds;

/// The type of a field in `plugin.spec.yaml`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Type {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// Another name for `integer`.
    Int,
    /// Any number.
    Number,
    /// A number with a fraction.
    Float,
    /// `true` or `false`.
    Boolean,
    /// Another name for `boolean`.
    Bool,
    /// An object without known fields.
    Object,
    /// A time of RFC 3339.
    Date,
    /// Bytes as base64 text.
    Bytes,
    /// A name and a content as base64 text.
    File,
    /// A secret text.
    Password,
    /// A program in Python.
    Python,
    /// `credential_secret_key`
    SecretKey,
    /// `credential_username_password`
    UsernamePassword,
    /// `credential_token`
    Token,
    /// `credential_asymmetric_key`
    AsymmetricKey,
    /// A type with this name in the specification and without a type in the schema.
    Untyped(&'static str),
    /// A list of values of this type.
    Array(&'static Type),
    /// An integer with the bounds of its Rust type.
    #[doc(hidden)]
    Bounded(&'static Bounds),
    /// A custom type of the plugin. The function allows recursive types.
    #[doc(hidden)]
    Struct(fn() -> &'static Struct),
    /// A string from a list.
    #[doc(hidden)]
    Enum(&'static Enum),
}

/// A struct with named fields.
#[derive(Debug)]
pub struct Struct {
    /// Name on the wire.
    pub name: &'static str,
    /// The fields in the order of declaration, which is their `order` in the schema.
    pub fields: &'static [Field],
}

/// An enum of unit variants.
#[derive(Debug)]
pub struct Enum {
    /// The names on the wire.
    pub values: &'static [&'static str],
    /// Other names that serde reads.
    pub aliases: &'static [&'static str],
}

/// One field of a [`Struct`]. The macro has checked that JSON texts are valid.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: &'static str,
    /// Other names that serde reads.
    pub aliases: &'static [&'static str],
    /// Title for people.
    pub title: Option<&'static str>,
    /// The doc comment.
    pub description: Option<&'static str>,
    /// The type.
    pub ty: Type,
    /// Whether the field is required.
    pub required: bool,
    /// Whether the specification contains the key `required` for the field.
    pub has_required_key: bool,
    /// Default, as JSON text. It is shown to people. `#[serde(default)]` sets the value of a missing field.
    pub default: Option<&'static str>,
    /// Example, as JSON text.
    pub example: Option<&'static str>,
    /// The allowed values, each as JSON text. Empty if all values are allowed.
    pub values: &'static [&'static str],
    /// Hint shown in an empty input.
    pub placeholder: Option<&'static str>,
    /// Hint shown next to an input.
    pub tooltip: Option<&'static str>,
    /// Additional keys of the specification: a JSON object. A key with null removes that key from the specification.
    pub spec: Option<&'static str>,
}

impl Type {
    /// Whether a Rust type with this type can be declared as `other` with `#[field(type = "..")]`.
    #[doc(hidden)]
    pub const fn may_be_called(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::Array(a), Type::Array(b)) => a.may_be_called(b),
            (Type::String, Type::String | Type::Date | Type::Bytes | Type::Password | Type::Python) => true,
            (Type::Integer | Type::Bounded(_), Type::Integer | Type::Int | Type::Number | Type::Float) => {
                true
            }
            (Type::Float, Type::Number | Type::Float) => true,
            (Type::Boolean, Type::Boolean | Type::Bool) => true,
            (Type::Object, Type::Object) => true,
            // An untyped value is not checked, so every name fits.
            (Type::Untyped(_), _) => true,
            _ => false,
        }
    }

    /// Whether a JSON text of that kind (`"string"`, `"integer"`, `"number"`, `"boolean"`, `"array"`, `"object"`, `"null"`)
    /// is a value of this type. Credentials accept none.
    #[doc(hidden)]
    pub const fn takes(&self, kind: &str, text: &str) -> bool {
        match (self, kind.as_bytes()) {
            (
                Type::String | Type::Enum(_) | Type::Date | Type::Bytes | Type::Password | Type::Python,
                b"string",
            ) => true,
            (Type::Bounded(bounds), b"integer") => bounds.contains(text),
            (Type::Integer | Type::Int, b"integer") => true,
            (Type::Number | Type::Float, b"integer" | b"number") => true,
            (Type::Boolean | Type::Bool, b"boolean") => true,
            (Type::Object | Type::File | Type::Struct(_), b"object") => true,
            (Type::Array(_), b"array") => true,
            (Type::Untyped(_), _) => true,
            _ => false,
        }
    }

    /// Whether a JSON text of that kind is an example of this type: also the text of a credential or a file, which people read.
    #[doc(hidden)]
    pub const fn shows(&self, kind: &str, text: &str) -> bool {
        match (self, kind.as_bytes()) {
            (
                Type::File | Type::SecretKey | Type::UsernamePassword | Type::Token | Type::AsymmetricKey,
                b"string" | b"object",
            ) => true,
            _ => self.takes(kind, text),
        }
    }

    /// Whether a string in JSON is a name of this enum. Other types have no names.
    #[doc(hidden)]
    pub const fn lists(&self, text: &str) -> bool {
        match self {
            Type::Enum(list) => is_among_quoted(text, list.values),
            _ => true,
        }
    }

    /// The type of the items of this list. Another type has no items to check, so each value is one.
    #[doc(hidden)]
    pub const fn item(&self) -> &Type {
        match self {
            Type::Array(item) => item,
            _ => &Type::Untyped(""),
        }
    }
}

/// Whether `quoted` is one of `names` in quotes. A name with an escape is not compared and counts as one of them.
const fn is_among_quoted(quoted: &str, names: &[&str]) -> bool {
    let (_, text) = quoted.as_bytes().split_at(1);
    let (text, _) = text.split_at(text.len() - 1);
    let mut at = 0;
    while at < names.len() {
        if equal(text, names[at].as_bytes()) {
            return true;
        }
        at += 1;
    }
    contains_backslash(text)
}

const fn contains_backslash(text: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() {
        if text[at] == b'\\' {
            return true;
        }
        at += 1;
    }
    false
}

/// `a == b`, which a const function does not support yet.
pub const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}
