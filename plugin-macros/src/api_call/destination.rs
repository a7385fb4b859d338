//! Parses the attribute of an argument, which names its destination.

use super::header;
use crate::errors::{Errors, did_you_mean};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr, Meta, Token};

/// The part of the request that an argument goes to, and its name there.
#[derive(PartialEq)]
pub enum Destination {
    Path,
    /// Slashes in the value separate segments.
    PathSegments,
    Query(String),
    /// A list becomes one value with commas.
    QueryComma(String),
    /// The name of a list ends with `[]`.
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
    /// With its content type.
    Body(String),
    Xml,
    Url,
    Options,
}

impl Destination {
    pub fn is_body(&self) -> bool {
        use Destination::{Body, Form, FormField, Json, JsonField, JsonWithoutNull, Part, Xml};
        matches!(
            self,
            Json | JsonWithoutNull | JsonField { .. } | Form | FormField(_) | Part(_) | Body(_) | Xml
        )
    }

    /// Whether both are fields of the same body.
    pub fn combines_with(&self, other: &Self) -> bool {
        use Destination::{FormField, JsonField, Part};
        matches!(
            (self, other),
            (FormField(_), FormField(_)) | (JsonField { .. }, JsonField { .. }) | (Part(_), Part(_))
        )
    }
}

impl Destination {
    /// The keys that lead to a field of a JSON body.
    pub fn json_place(&self) -> Option<Vec<&str>> {
        let Self::JsonField { name, .. } = self else { return None };
        Some(match name.strip_prefix('/') {
            Some(pointer) => pointer.split('/').collect(),
            None => vec![name],
        })
    }

    /// The attribute, if this whole body can be a field of the same body as `field`.
    pub fn field_form(&self, field: &Self) -> Option<&'static str> {
        match (self, field) {
            (Self::Json | Self::JsonWithoutNull, Self::JsonField { .. }) => Some("json"),
            (Self::Form, Self::FormField(_)) => Some("form"),
            _ => None,
        }
    }
}

/// An attribute: its key, whether it takes a name, and its flags.
struct AttrSpec(&'static str, NameRule, &'static [&'static str]);

#[derive(Clone, Copy, PartialEq)]
enum NameRule {
    Never,
    May,
    Must,
}

const ATTRIBUTES: [AttrSpec; 10] = [
    AttrSpec("path", NameRule::Never, &["raw_segments"]),
    AttrSpec("query", NameRule::May, &["comma", "repeat", "brackets", "flatten"]),
    AttrSpec("header", NameRule::May, &["flatten"]),
    AttrSpec("json", NameRule::May, &["skip_none"]),
    AttrSpec("form", NameRule::May, &[]),
    AttrSpec("part", NameRule::Must, &[]),
    AttrSpec("body", NameRule::Must, &[]),
    AttrSpec("xml", NameRule::Never, &[]),
    AttrSpec("url", NameRule::Never, &[]),
    AttrSpec("options", NameRule::Never, &[]),
];

/// `"name", word`
#[derive(Default)]
struct ArgAttr {
    name: Option<LitStr>,
    word: Option<Ident>,
}

impl Parse for ArgAttr {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut parsed = Self::default();
        if input.peek(LitStr) {
            parsed.name = Some(input.parse()?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        if !input.is_empty() {
            parsed.word = Some(input.parse()?);
        }
        Ok(parsed)
    }
}

/// The destination that an attribute names.
pub fn parse(attr: &Attribute, argument: &str, errors: &mut Errors) -> Option<Destination> {
    let key = attr.path().get_ident().map(ToString::to_string).unwrap_or_default();
    let Some(spec) = ATTRIBUTES.iter().find(|spec| spec.0 == key) else {
        let names = ATTRIBUTES.iter().map(|spec| spec.0);
        let near = did_you_mean(&key, names.clone());
        let all = names.collect::<Vec<_>>().join(", ");
        errors.at(
            attr.path(),
            format_args!("API013: unknown attribute `{key}`{near}\nhelp: known attributes: {all}"),
        );
        return None;
    };
    let parsed: ArgAttr = match &attr.meta {
        Meta::Path(_) => ArgAttr::default(),
        Meta::List(list) => match list.parse_args_with(parse_keyed_name) {
            Ok(name) => {
                let help = format!("help: write `#[{key}({})]`", name.to_token_stream());
                errors.at(&list.tokens, format_args!("API013: the name stands alone, without a key\n{help}"));
                return None;
            }
            Err(_) => errors.take(list.parse_args())?,
        },
        Meta::NameValue(_) => {
            errors
                .at(attr, format_args!("the name must be in parentheses\nhelp: write `#[{key}(\"name\")]`"));
            return None;
        }
    };
    let AttrSpec(_, name_rule, words) = spec;
    check_words(&key, &parsed, *name_rule != NameRule::Never, words, errors)?;
    match (name_rule, &parsed.name) {
        (NameRule::Never, Some(name)) => {
            errors.at(name, format_args!("`#[{key}]` takes no name"));
            return None;
        }
        (NameRule::Must, None) => {
            let example = if key == "body" { "application/octet-stream" } else { "file" };
            errors.at(
                attr,
                format_args!("API006: `#[{key}]` needs a name\nhelp: write `#[{key}(\"{example}\")]`"),
            );
            return None;
        }
        _ => {}
    }
    to_destination(attr, &key, argument, parsed, errors)
}

/// `name = "X-Name"`, which is a mistake.
fn parse_keyed_name(input: ParseStream<'_>) -> syn::Result<LitStr> {
    input.parse::<Ident>()?;
    input.parse::<Token![=]>()?;
    input.parse()
}

fn check_words(
    key: &str,
    parsed: &ArgAttr,
    takes_name: bool,
    words: &[&str],
    errors: &mut Errors,
) -> Option<()> {
    let Some(word) = &parsed.word else { return Some(()) };
    let text = word.to_string();
    if words.contains(&text.as_str()) {
        return Some(());
    }
    let near = did_you_mean(&text, words.iter().copied());
    let name = (takes_name && near.is_empty()).then(|| format!("a name has quotes: `#[{key}(\"{text}\")]`"));
    let known = (!words.is_empty()).then(|| format!("known words: {}", words.join(", ")));
    let help: Vec<_> = name.into_iter().chain(known).collect();
    let help = match &help[..] {
        [] => format!("help: write `#[{key}]`"),
        help => format!("help: {}", help.join("; ")),
    };
    errors.at(word, format_args!("API013: unknown word `{text}` in `#[{key}]`{near}\n{help}"));
    None
}

fn to_destination(
    attr: &Attribute,
    key: &str,
    argument: &str,
    parsed: ArgAttr,
    errors: &mut Errors,
) -> Option<Destination> {
    let word = parsed.word.as_ref().map(ToString::to_string).unwrap_or_default();
    let name = parsed.name.as_ref().map_or_else(|| argument.to_owned(), LitStr::value);
    Some(match (key, word.as_str()) {
        ("path", "raw_segments") => Destination::PathSegments,
        ("path", _) => Destination::Path,
        ("query", "comma") => Destination::QueryComma(name),
        ("query", "brackets") => Destination::QueryBrackets(name),
        ("query", "flatten") => Destination::QueryFields,
        ("query", _) => Destination::Query(name),
        ("header", "flatten") => Destination::HeaderFields,
        ("header", _) => Destination::Header(header::require_name(attr, parsed.name, errors)?),
        ("json", word) if parsed.name.is_some() => {
            Destination::JsonField { name, skip_none: word == "skip_none" }
        }
        ("json", "skip_none") => Destination::JsonWithoutNull,
        ("json", _) => Destination::Json,
        ("form", _) if parsed.name.is_some() => Destination::FormField(name),
        ("form", _) => Destination::Form,
        ("part", _) => Destination::Part(name),
        ("body", _) => {
            if let Some(content_type) = &parsed.name {
                header::check_value(content_type, errors)?;
            }
            Destination::Body(name)
        }
        ("xml", _) => Destination::Xml,
        ("url", _) => Destination::Url,
        _ => Destination::Options,
    })
}
