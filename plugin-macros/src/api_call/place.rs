//! What an attribute of an argument says about its place.

use super::header;
use crate::errors::{Errors, did_you_mean};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr, Meta, Token};

/// Where an argument goes, and by which name.
#[derive(PartialEq)]
pub enum Kind {
    Path,
    /// Its slashes divide segments.
    PathSegments,
    Query(String),
    /// A list is one text with commas.
    QueryComma(String),
    /// A list has `[]` behind its name.
    QueryBrackets(String),
    QueryFields,
    Header(String),
    HeaderFields,
    Json,
    JsonWithoutNull,
    JsonField {
        name: String,
        skip_none: bool,
    },
    Form,
    FormField(String),
    Part(String),
    /// With its type.
    Body(String),
    Xml,
    Url,
    Options,
}

impl Kind {
    pub fn is_body(&self) -> bool {
        use Kind::{Body, Form, FormField, Json, JsonField, JsonWithoutNull, Part, Xml};
        matches!(
            self,
            Json | JsonWithoutNull | JsonField { .. } | Form | FormField(_) | Part(_) | Body(_) | Xml
        )
    }

    /// Several fields make up one body.
    pub fn goes_with(&self, other: &Self) -> bool {
        use Kind::{FormField, JsonField, Part};
        matches!(
            (self, other),
            (FormField(_), FormField(_)) | (JsonField { .. }, JsonField { .. }) | (Part(_), Part(_))
        )
    }
}

impl Kind {
    /// The keys under which a field of a JSON body stands: a pointer leads into it.
    pub fn json_place(&self) -> Option<Vec<&str>> {
        let Self::JsonField { name, .. } = self else { return None };
        Some(match name.strip_prefix('/') {
            Some(pointer) => pointer.split('/').collect(),
            None => vec![name],
        })
    }

    /// The attribute of a whole body that could be a field beside `field`.
    pub fn beside(&self, field: &Self) -> Option<&'static str> {
        match (self, field) {
            (Self::Json | Self::JsonWithoutNull, Self::JsonField { .. }) => Some("json"),
            (Self::Form, Self::FormField(_)) => Some("form"),
            _ => None,
        }
    }
}

/// An attribute of an argument: its name, whether it takes a name, and the words that it knows.
struct Known(&'static str, Naming, &'static [&'static str]);

#[derive(Clone, Copy, PartialEq)]
enum Naming {
    Never,
    May,
    Must,
}

const ATTRIBUTES: [Known; 10] = [
    Known("path", Naming::Never, &["raw_segments"]),
    Known("query", Naming::May, &["comma", "repeat", "brackets", "flatten"]),
    Known("header", Naming::May, &["flatten"]),
    Known("json", Naming::May, &["skip_none"]),
    Known("form", Naming::May, &[]),
    Known("part", Naming::Must, &[]),
    Known("body", Naming::Must, &[]),
    Known("xml", Naming::Never, &[]),
    Known("url", Naming::Never, &[]),
    Known("options", Naming::Never, &[]),
];

/// `"name", word`
#[derive(Default)]
struct Told {
    name: Option<LitStr>,
    word: Option<Ident>,
}

impl Parse for Told {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut told = Self::default();
        if input.peek(LitStr) {
            told.name = Some(input.parse()?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        if !input.is_empty() {
            told.word = Some(input.parse()?);
        }
        Ok(told)
    }
}

/// The place that an attribute names.
pub fn of(attr: &Attribute, argument: &str, errors: &mut Errors) -> Option<Kind> {
    let key = attr.path().get_ident().map(ToString::to_string).unwrap_or_default();
    let Some(known) = ATTRIBUTES.iter().find(|known| known.0 == key) else {
        let names = ATTRIBUTES.iter().map(|known| known.0);
        let near = did_you_mean(&key, names.clone());
        let all = names.collect::<Vec<_>>().join(", ");
        errors.at(
            attr.path(),
            format_args!("API013: unknown attribute `{key}`{near}\nhelp: known attributes: {all}"),
        );
        return None;
    };
    let told: Told = match &attr.meta {
        Meta::Path(_) => Told::default(),
        Meta::List(list) => errors.take(list.parse_args())?,
        Meta::NameValue(_) => {
            errors.at(attr, format_args!("the name stands in parentheses\nhelp: write `#[{key}(\"name\")]`"));
            return None;
        }
    };
    let Known(_, naming, words) = known;
    check_words(&key, &told, words, errors)?;
    match (naming, &told.name) {
        (Naming::Never, Some(name)) => {
            errors.at(name, format_args!("`#[{key}]` takes no name"));
            return None;
        }
        (Naming::Must, None) => {
            let example = if key == "body" { "application/octet-stream" } else { "file" };
            errors.at(
                attr,
                format_args!("API006: `#[{key}]` needs a name\nhelp: write `#[{key}(\"{example}\")]`"),
            );
            return None;
        }
        _ => {}
    }
    kind(attr, &key, argument, told, errors)
}

fn check_words(key: &str, told: &Told, words: &[&str], errors: &mut Errors) -> Option<()> {
    let Some(word) = &told.word else { return Some(()) };
    let text = word.to_string();
    if words.contains(&text.as_str()) {
        return Some(());
    }
    let help = match words {
        [] => format!("help: write `#[{key}]`"),
        words => format!("help: known words: {}", words.join(", ")),
    };
    let near = did_you_mean(&text, words.iter().copied());
    errors.at(word, format_args!("API013: `#[{key}]` knows no word `{text}`{near}\n{help}"));
    None
}

fn kind(attr: &Attribute, key: &str, argument: &str, told: Told, errors: &mut Errors) -> Option<Kind> {
    let word = told.word.as_ref().map(ToString::to_string).unwrap_or_default();
    let name = told.name.as_ref().map_or_else(|| argument.to_owned(), LitStr::value);
    Some(match (key, word.as_str()) {
        ("path", "raw_segments") => Kind::PathSegments,
        ("path", _) => Kind::Path,
        ("query", "comma") => Kind::QueryComma(name),
        ("query", "brackets") => Kind::QueryBrackets(name),
        ("query", "flatten") => Kind::QueryFields,
        ("query", _) => Kind::Query(name),
        ("header", "flatten") => Kind::HeaderFields,
        ("header", _) => Kind::Header(header::name(attr, told.name, errors)?),
        ("json", word) if told.name.is_some() => Kind::JsonField { name, skip_none: word == "skip_none" },
        ("json", "skip_none") => Kind::JsonWithoutNull,
        ("json", _) => Kind::Json,
        ("form", _) if told.name.is_some() => Kind::FormField(name),
        ("form", _) => Kind::Form,
        ("part", _) => Kind::Part(name),
        ("body", _) => {
            if let Some(content_type) = &told.name {
                header::check_value(content_type, errors)?;
            }
            Kind::Body(name)
        }
        ("xml", _) => Kind::Xml,
        ("url", _) => Kind::Url,
        _ => Kind::Options,
    })
}
