//! Parses the settings `errors` and `reject`: which responses are errors, and with which texts.

use crate::errors::{Errors, did_you_mean};
use crate::schema::JsonText;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitInt, LitStr, Token, braced, token};

/// The texts of an error: `NotFound`, `{ cause: "..", assistance: ".." }`, or both.
pub struct ErrorText {
    /// A variant of `Preset`. The compiler reports unknown ones.
    preset: Option<Ident>,
    texts: Vec<(Ident, LitStr)>,
}

impl Parse for ErrorText {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let preset = if input.peek(token::Brace) { None } else { Some(input.parse()?) };
        let mut texts = Vec::new();
        if input.peek(token::Brace) {
            let group;
            braced!(group in input);
            let text = |input: ParseStream<'_>| {
                let key = input.parse()?;
                input.parse::<Token![:]>()?;
                Ok((key, input.parse()?))
            };
            texts = group.parse_terminated(text, Token![,])?.into_iter().collect();
        }
        Ok(Self { preset, texts })
    }
}

impl ErrorText {
    fn check(&self, keys: &[&str], errors: &mut Errors) {
        for (index, (key, text)) in self.texts.iter().enumerate() {
            let name = key.to_string();
            if !keys.contains(&name.as_str()) {
                let near = did_you_mean(&name, keys.iter().copied());
                errors.at(
                    key,
                    format_args!("API015: unknown key `{name}`{near}\nhelp: known keys: {}", keys.join(", ")),
                );
            } else if self.texts[..index].iter().any(|(other, _)| other == key) {
                errors.at(key, format_args!("API015: `{name}` is given twice"));
            } else if name != "data" && text.value().starts_with('/') {
                let place = text.value();
                let help = match keys.contains(&"data") {
                    true => format!("`data: \"{place}\"`"),
                    false => format!("the setting `error_data(\"{place}\")`"),
                };
                errors.at(
                    text,
                    format_args!("API015: `{name}` is a text, not a JSON pointer\nhelp: {help} reports the value at that pointer"),
                );
            }
        }
    }

    pub fn preset(&self) -> Option<&Ident> {
        self.preset.as_ref()
    }

    fn expand(&self, api: &TokenStream) -> TokenStream {
        let preset = match &self.preset {
            Some(preset) => quote!(::core::option::Option::Some(#api::Preset::#preset)),
            None => quote!(::core::option::Option::None),
        };
        let text = |name: &str| match self.texts.iter().find(|(key, _)| key == name) {
            Some((_, text)) => quote!(::core::option::Option::Some(#text)),
            None => quote!(::core::option::Option::None),
        };
        let (cause, assistance, data) = (text("cause"), text("assistance"), text("data"));
        quote!(#api::ErrorText::new(#preset, #cause, #assistance, #data))
    }
}

/// `404 => NotFound`, `500.. => ServerError`, `400..=499 => Unknown`
pub struct StatusRule {
    from: u16,
    to: u16,
    pub text: ErrorText,
}

impl StatusRule {
    pub fn expand(&self, api: &TokenStream) -> TokenStream {
        let (from, to, text) = (self.from, self.to, self.text.expand(api));
        quote!(#api::ErrorRule::new(#from, #to, #text))
    }
}

/// The value of `errors`: rules, and a table for all other statuses.
#[derive(Default)]
pub struct ErrorsSetting {
    pub table: Option<Ident>,
    pub rules: Vec<StatusRule>,
}

pub fn parse_errors(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<ErrorsSetting> {
    let mut setting = ErrorsSetting::default();
    while !input.is_empty() {
        if input.peek(Ident) {
            let table: Ident = input.parse()?;
            if table != "seed" && table != "runtime" {
                let near = did_you_mean(&table.to_string(), ["seed", "runtime"]);
                errors.at(&table, format_args!("API015: unknown table `{table}`{near}\nhelp: the tables are `seed`, which is the default, and `runtime`; a rule for a status is `404 => NotFound`"));
            }
            setting.table = Some(table);
        } else {
            let rule = parse_rule(input, errors)?;
            if let (Some(rule), literal) = rule {
                if setting.rules.iter().any(|other| (other.from, other.to) == (rule.from, rule.to)) {
                    errors.at(literal, "API015: duplicate status");
                }
                setting.rules.push(rule);
            }
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(setting)
}

fn parse_rule(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<(Option<StatusRule>, LitInt)> {
    let usage = |error: syn::Error| {
        syn::Error::new(
            error.span(),
            "API015: expected a status and its error\nhelp: write `404 => NotFound`",
        )
    };
    let literal: LitInt = input.parse().map_err(usage)?;
    let from = parse_status(&literal, errors);
    let to = if input.peek(Token![..=]) {
        input.parse::<Token![..=]>()?;
        parse_status(&input.parse()?, errors)
    } else if input.peek(Token![..]) {
        input.parse::<Token![..]>()?;
        match input.peek(LitInt) {
            true => parse_status(&input.parse()?, errors).map(|end| end - 1),
            false => Some(599),
        }
    } else {
        from
    };
    input.parse::<Token![=>]>().map_err(usage)?;
    let text: ErrorText = input.parse()?;
    text.check(&["cause", "assistance"], errors);
    Ok((from.zip(to).map(|(from, to)| StatusRule { from, to, text }), literal))
}

/// The status, or `None` after reporting a number that is none.
pub fn parse_status(literal: &LitInt, errors: &mut Errors) -> Option<u16> {
    let status = literal.base10_parse().ok().filter(|status| (100..600).contains(status));
    if status.is_none() {
        errors.at(
            literal,
            format_args!("API015: `{literal}` is not an HTTP status\nhelp: use a number from 100 to 599"),
        );
    }
    status
}

/// `200, 206`
pub fn parse_statuses(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<u16>> {
    let literals = input.parse_terminated(|input: ParseStream<'_>| input.parse::<LitInt>(), Token![,])?;
    Ok(literals.iter().filter_map(|literal| parse_status(literal, errors)).collect())
}

/// `"/errors" => { .. }`, `!"/token" => { .. }`, `"/stat" == "FAIL" => { .. }`, `"/ok" != true => { .. }`
pub struct RejectRule {
    at: LitStr,
    predicate: Predicate,
    pub text: ErrorText,
}

enum Predicate {
    Present,
    Missing,
    Is(JsonText),
    IsNot(JsonText),
}

impl RejectRule {
    pub fn expand(&self, api: &TokenStream) -> TokenStream {
        let (at, text) = (&self.at, self.text.expand(api));
        let predicate = match &self.predicate {
            Predicate::Present => quote!(Present),
            Predicate::Missing => quote!(Missing),
            Predicate::Is(JsonText(text)) => quote!(Is(#text)),
            Predicate::IsNot(JsonText(text)) => quote!(IsNot(#text)),
        };
        quote!(#api::Reject::new(#at, #api::Predicate::#predicate, #text))
    }
}

impl Parse for RejectRule {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let is_negated = input.parse::<Option<Token![!]>>()?.is_some();
        let at = input.parse()?;
        let predicate = if is_negated {
            Predicate::Missing
        } else if input.parse::<Option<Token![==]>>()?.is_some() {
            Predicate::Is(input.parse()?)
        } else if input.parse::<Option<Token![!=]>>()?.is_some() {
            Predicate::IsNot(input.parse()?)
        } else {
            Predicate::Present
        };
        input.parse::<Token![=>]>()?;
        Ok(Self { at, predicate, text: input.parse()? })
    }
}

pub fn parse_rejects(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<RejectRule>> {
    let rejects: Vec<_> = input.parse_terminated(RejectRule::parse, Token![,])?.into_iter().collect();
    for reject in &rejects {
        reject.text.check(&["cause", "assistance", "data"], errors);
        parse_pointer(&reject.at, errors);
        for (_, place) in reject.text.texts.iter().filter(|(key, _)| key == "data") {
            parse_pointer(place, errors);
        }
    }
    Ok(rejects)
}

/// The JSON pointer, or `None` after reporting a text that is none.
pub fn parse_pointer(literal: &LitStr, errors: &mut Errors) -> Option<String> {
    let text = literal.value();
    if text.is_empty() || text.starts_with('/') {
        return Some(text);
    }
    // `$` is the root in JSONPath.
    let path = text.trim_start_matches(['$', '.']).replace('.', "/");
    errors.at(literal, format_args!("API013: expected a JSON pointer\nhelp: write \"/{path}\""));
    None
}
