//! The const tables that `#[derive(Schema)]` writes.

/// The type of a field, as `plugin.spec.yaml` knows it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
#[allow(missing_docs)] // the names are those of the specification
pub enum Type {
    String,
    Integer,
    Int,
    Number,
    Float,
    Boolean,
    Bool,
    /// An object without known fields.
    Object,
    Date,
    Bytes,
    File,
    Password,
    Python,
    SecretKey,
    UsernamePassword,
    Token,
    AsymmetricKey,
    /// A type that the specification gives this name, and of which the schema says nothing.
    Untyped(&'static str),
    Array(&'static Type),
    /// A type of the plugin's own. A function, so that a type may contain itself.
    #[doc(hidden)]
    Struct(fn() -> &'static Struct),
    /// A string out of a list.
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

/// An enum of plain names.
#[derive(Debug)]
pub struct Enum {
    /// The names on the wire.
    pub values: &'static [&'static str],
}

/// One field of a [`Struct`]. JSON texts are valid JSON, checked when the macro runs.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: &'static str,
    /// Title for people.
    pub title: Option<&'static str>,
    /// The doc comment.
    pub description: Option<&'static str>,
    /// Type.
    pub ty: Type,
    /// Whether the field must be there.
    pub required: bool,
    /// Whether the specification says if the field must be there.
    pub tells_required: bool,
    /// Default, as JSON text. It is shown to people and never filled in; `#[serde(default)]` fills in.
    pub default: Option<&'static str>,
    /// Example, as JSON text.
    pub example: Option<&'static str>,
    /// The values allowed, each as JSON text; empty if any is.
    pub values: &'static [&'static str],
    /// Hint shown in an empty input.
    pub placeholder: Option<&'static str>,
    /// Hint shown beside an input.
    pub tooltip: Option<&'static str>,
    /// What only the specification says: a JSON object whose keys are added to it, or taken away if they are null.
    pub spec: Option<&'static str>,
}

impl Type {
    /// Whether a Rust type that is written as `self` may be declared as `other` with `#[field(type = "..")]`.
    #[doc(hidden)]
    pub const fn may_be_called(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::Array(a), Type::Array(b)) => a.may_be_called(b),
            (Type::String, Type::String | Type::Date | Type::Bytes | Type::Password | Type::Python) => true,
            (Type::Integer, Type::Integer | Type::Int | Type::Number | Type::Float) => true,
            (Type::Float, Type::Number | Type::Float) => true,
            (Type::Boolean, Type::Boolean | Type::Bool) => true,
            (Type::Object, Type::Object) => true,
            // Whatever it is called, it is checked by nobody.
            (Type::Untyped(_), _) => true,
            _ => false,
        }
    }

    /// Whether a JSON text of that kind (`"string"`, `"integer"`, `"number"`, `"boolean"`, `"array"`, `"object"`, `"null"`)
    /// is a value of this type. Credentials have no values in schemas.
    #[doc(hidden)]
    pub const fn takes(&self, kind: &str, text: &str) -> bool {
        match (self, kind.as_bytes()) {
            (Type::Enum(list), b"string") => is_among_quoted(text, list.values),
            (Type::String | Type::Date | Type::Bytes | Type::Password | Type::Python, b"string") => true,
            (Type::Integer | Type::Int, b"integer") => true,
            (Type::Number | Type::Float, b"integer" | b"number") => true,
            (Type::Boolean | Type::Bool, b"boolean") => true,
            (Type::Object | Type::File | Type::Struct(_), b"object") => true,
            (Type::Array(_), b"array") => true,
            (Type::Untyped(_), _) => true,
            _ => false,
        }
    }
}

/// Whether `quoted` is one of `names` in quotes; a name with an escape is taken on trust.
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

/// `a == b`, which cannot be said in a const yet.
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
