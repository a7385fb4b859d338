//! Checks headers in settings: names, values and credentials.

use crate::errors::Errors;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

/// Headers with credentials.
const CREDENTIAL_HEADERS: [&str; 7] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "x-api-key",
    "api-key",
    "x-auth-token",
    "x-access-token",
];

/// The name of a header; it is required and must be valid.
pub fn require_name(place: impl ToTokens, name: Option<LitStr>, errors: &mut Errors) -> Option<String> {
    let Some(name) = name else {
        errors.at(
            place,
            "API011: `#[header]` needs the name of the header\nhelp: write `#[header(\"X-Name\")]`",
        );
        return None;
    };
    check_name(&name, errors)?;
    Some(name.value())
}

fn check_name(name: &LitStr, errors: &mut Errors) -> Option<()> {
    let token = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
    if name.value().is_empty() || !name.value().chars().all(token) {
        errors.at(name, "API011: invalid header name\nhelp: use letters, digits and `-`");
        return None;
    }
    Some(())
}

/// Reports a text that cannot be the value of a header.
pub fn check_value(value: &LitStr, errors: &mut Errors) -> Option<()> {
    if value.value().chars().all(|letter| matches!(letter, ' '..='~')) {
        return Some(());
    }
    errors.at(value, "API011: invalid header value\nhelp: use printable ASCII characters");
    None
}

/// `"X-Name" = "value"`, or `= none` to omit a header of the client.
pub struct ConstantHeader {
    pub name: String,
    pub value: Option<String>,
}

/// The same before the checks.
struct HeaderPair {
    name: LitStr,
    value: Option<LitStr>,
}

impl Parse for HeaderPair {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let usage = |error: syn::Error| {
            let help = "write `headers(\"X-Name\" = \"value\")`, or `= none` to omit one";
            syn::Error::new(error.span(), format!("API011: expected a header and its value\nhelp: {help}"))
        };
        let name = input.parse().map_err(usage)?;
        input.parse::<Token![=]>().map_err(usage)?;
        if input.peek(LitStr) {
            return Ok(Self { name, value: Some(input.parse()?) });
        }
        let word: Ident = input.parse().map_err(usage)?;
        match word == "none" {
            true => Ok(Self { name, value: None }),
            false => Err(usage(syn::Error::new(word.span(), ""))),
        }
    }
}

/// The headers of the setting `headers`.
pub fn parse_constants(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<ConstantHeader>> {
    let mut constants: Vec<ConstantHeader> = Vec::new();
    for HeaderPair { name, value } in input.parse_terminated(HeaderPair::parse, Token![,])? {
        let checked = check_name(&name, errors);
        if checked.and(value.as_ref().map_or(Some(()), |value| check_value(value, errors))).is_none() {
            continue;
        }
        let lower = name.value().to_ascii_lowercase();
        let text = value.as_ref().map(LitStr::value);
        let is_credential = CREDENTIAL_HEADERS.contains(&lower.as_str())
            || text.iter().any(|text| text.starts_with("Bearer ") || text.starts_with("Basic "));
        if is_credential && value.is_some() {
            errors.at(
                &value,
                "API017: the source must not contain a credential\nhelp: pass it to the client: `Http::builder(..).auth(Auth::header(..)?)`",
            );
        } else if constants.iter().any(|known| known.name == lower) {
            errors.at(&name, format_args!("API011: `{}` is given twice", name.value()));
        } else {
            constants.push(ConstantHeader { name: lower, value: text });
        }
    }
    Ok(constants)
}
