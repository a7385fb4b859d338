//! Parses the settings of an attribute, `key = value, ..`, against a table of known keys.

use crate::crate_path::CratePath;
use crate::errors::{Errors, did_you_mean};
use plugin_names::{identifier, is_identifier, name_violation};
use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitBool, LitStr, Token, parenthesized, token};

/// A known key and an example of its use.
pub struct Key(pub &'static str, pub &'static str);

/// The key for a runtime crate of another name.
pub const CRATE: Key = Key("crate", "crate = plugin_core");

/// The settings of an attribute.
#[derive(Default)]
pub struct Settings {
    given: Vec<(Ident, TokenStream)>,
    known: &'static [Key],
    /// Names that an author may expect, and what to write in their place.
    instead: &'static [(&'static str, &'static str)],
    /// The prefix of messages, such as `API013: `.
    code: &'static str,
}

impl Settings {
    pub fn parse(tokens: TokenStream, known: &'static [Key], errors: &mut Errors) -> Self {
        Self::parse_coded(tokens, known, "", errors)
    }

    pub fn parse_coded(
        tokens: TokenStream,
        known: &'static [Key],
        code: &'static str,
        errors: &mut Errors,
    ) -> Self {
        let mut settings = Self { code, ..Self::new(known) };
        settings.extend(tokens, errors);
        settings
    }

    /// Adds the settings of another attribute of the same name.
    pub fn extend(&mut self, tokens: TokenStream, errors: &mut Errors) {
        for (key, value) in errors.take(parse_pairs.parse2(tokens)).unwrap_or_default() {
            self.add(key, value, errors);
        }
    }

    pub fn new(known: &'static [Key]) -> Self {
        Self { known, ..Self::default() }
    }

    /// Adds names that an author may expect, and what to write in their place.
    pub fn instead_of(mut self, names: &'static [(&'static str, &'static str)]) -> Self {
        self.instead = names;
        self
    }

    fn add(&mut self, key: Ident, value: TokenStream, errors: &mut Errors) {
        let name = key.to_string();
        if !self.known.iter().any(|known| known.0 == name) {
            let near = did_you_mean(&name, self.known.iter().map(|known| known.0));
            let all: Vec<_> = self.known.iter().map(|known| format!("`{}`", known.0)).collect();
            let help = match self.instead.iter().find(|other| other.0 == name) {
                Some((_, instead)) => (*instead).to_owned(),
                None => format!("known keys: {}", all.join(", ")),
            };
            errors.at(&key, format_args!("{}unknown key `{name}`{near}\nhelp: {help}", self.code));
        } else if let Some((first, _)) = self.given.iter().find(|given| given.0 == name) {
            errors.at(&key, format_args!("{}`{name}` is given twice", self.code));
            errors.note(first, "first given here");
        } else if value.is_empty() && self.usage(&name) != name {
            let (code, usage) = (self.code, self.usage(&name));
            errors.at(&key, format_args!("{code}`{name}` takes a value, as in `{usage}`"));
        } else {
            self.given.push((key, value));
        }
    }

    pub fn usage(&self, name: &str) -> &'static str {
        self.known.iter().find(|known| known.0 == name).map_or("", |known| known.1)
    }

    /// The tokens of the value of `name`.
    pub fn tokens(&self, name: &str) -> Option<&TokenStream> {
        self.given.iter().find(|given| given.0 == name).map(|given| &given.1)
    }

    /// The key itself, for errors.
    pub fn key(&self, name: &str) -> Option<&Ident> {
        self.given.iter().find(|given| given.0 == name).map(|given| &given.0)
    }

    /// Whether `name = none` is set.
    pub fn is_none(&self, name: &str) -> bool {
        self.tokens(name).is_some_and(|tokens| tokens.to_string() == "none")
    }

    /// The value of `name`, a string.
    pub fn string(&self, name: &str, errors: &mut Errors) -> Option<LitStr> {
        self.literal(name, "a string literal", errors)
    }

    /// The value of `name`, a name on the wire.
    pub fn wire_name(&self, name: &str, errors: &mut Errors) -> Option<LitStr> {
        let literal = self.string(name, errors)?;
        check_wire_name(&literal, errors);
        Some(literal)
    }

    /// The value of `name`, the name of a step on the wire.
    pub fn step_name(&self, name: &str, errors: &mut Errors) -> Option<LitStr> {
        let literal = self.string(name, errors)?;
        let value = literal.value();
        if !is_identifier(&value) {
            let help = match identifier(&value) {
                valid if valid.is_empty() => {
                    format!("remove `{name}`: the name of the function is the default")
                }
                valid => format!("write `{name} = \"{valid}\"`"),
            };
            errors.at(
                &literal,
                format_args!("the name of a step has letters, digits and `_` only\nhelp: {help}"),
            );
        }
        Some(literal)
    }

    /// The value of `name`, `true` or `false`.
    pub fn bool(&self, name: &str, errors: &mut Errors) -> Option<LitBool> {
        self.literal(name, "`true` or `false`", errors)
    }

    /// The value of the flag `name`; without a value it is true.
    pub fn flag(&self, name: &str, errors: &mut Errors) -> Option<bool> {
        let value = self.tokens(name)?;
        if value.is_empty() {
            return Some(true);
        }
        let literal: Option<LitBool> = syn::parse2(value.clone()).ok();
        if literal.is_none() {
            let code = self.code;
            errors.at(
                value,
                format_args!(
                    "{code}`{name}` takes `true` or `false`\nhelp: write `{name}` or `{name} = false`"
                ),
            );
        }
        literal.map(|literal| literal.value)
    }

    /// The value of `name`, a duration such as `"30s"`, in milliseconds.
    pub fn milliseconds(&self, name: &str, errors: &mut Errors) -> Option<u64> {
        let text = self.string(name, errors)?;
        let (code, usage) = (self.code, self.usage(name));
        match parse_milliseconds(&text.value()) {
            Some(0) => {
                errors.at(&text, format_args!("{code}`{name}` must be longer than 0\nhelp: write `{usage}`"));
                None
            }
            None => {
                let help = "help: the units are ms, s, m and h";
                errors.at(&text, format_args!("{code}`{name}` takes a duration, as in `{usage}`\n{help}"));
                None
            }
            time => time,
        }
    }

    fn literal<T: syn::parse::Parse>(&self, name: &str, kind: &str, errors: &mut Errors) -> Option<T> {
        let value = self.tokens(name)?;
        let literal = syn::parse2(value.clone()).ok();
        if literal.is_none() {
            let (code, usage) = (self.code, self.usage(name));
            match value.is_empty() {
                true => {
                    errors.at(self.key(name), format_args!("{code}`{name}` takes {kind}, as in `{usage}`"))
                }
                false => errors.at(value, format_args!("{code}`{name}` takes {kind}, as in `{usage}`")),
            }
        }
        literal
    }

    /// The value of `crate`.
    pub fn crate_path(&self, errors: &mut Errors) -> CratePath {
        let path = self.tokens("crate").and_then(|tokens| errors.take(syn::parse2(tokens.clone())));
        CratePath::new(path)
    }
}

/// Reports a name that is not valid on the wire.
pub fn check_wire_name(name: &LitStr, errors: &mut Errors) {
    if let Some(violation) = name_violation(&name.value()) {
        let help = "help: a name has at least one character, and blanks only between words";
        errors.at(name, format_args!("the name {violation}\n{help}"));
    }
}

/// Parses a whole number with a unit.
fn parse_milliseconds(text: &str) -> Option<u64> {
    let unit = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (count, unit) = text.split_at(unit);
    let factor = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60 * 1000,
        "h" => 60 * 60 * 1000,
        _ => return None,
    };
    count.parse::<u64>().ok()?.checked_mul(factor)
}

/// Parses `key = value, key(value), key`; a value ends at the next comma.
fn parse_pairs(input: ParseStream<'_>) -> syn::Result<Vec<(Ident, TokenStream)>> {
    let mut pairs = Vec::new();
    while !input.is_empty() {
        let key = Ident::parse_any(input).map_err(|error| {
            syn::Error::new(error.span(), "expected the name of a setting\nhelp: write `name = value`")
        })?;
        if input.peek(Token![:]) {
            let message = format!("expected `=` after `{key}`\nhelp: write `{key} = ..`");
            return Err(input.error(message));
        }
        let mut value = TokenStream::new();
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            while !input.is_empty() && !input.peek(Token![,]) {
                value.extend([input.parse::<TokenTree>()?]);
            }
        } else if input.peek(token::Paren) {
            let group;
            parenthesized!(group in input);
            value = group.parse()?;
        }
        pairs.push((key, value));
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(pairs)
}
