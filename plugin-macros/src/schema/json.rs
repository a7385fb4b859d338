//! Parses JSON in attributes: `443`, `"text"`, `["a", "b"]`, `{"key": null}`.

use crate::errors::Errors;
use crate::settings::Settings;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, Lit, LitStr, Token, braced, bracketed};

/// A JSON text and the tokens that it comes from.
#[derive(Clone)]
pub struct Json {
    pub text: String,
    pub tokens: TokenStream,
}

impl Json {
    /// The value of the setting `key`.
    pub fn of(settings: &Settings, key: &str, errors: &mut Errors) -> Option<Self> {
        let tokens = settings.tokens(key)?;
        let value = syn::parse2::<Text>(tokens.clone()).map_err(|error| {
            syn::Error::new(
                error.span(),
                format!(
                    "`{key}` takes a JSON value, such as `443`, `\"text\"` or `[\"a\", \"b\"]`{}",
                    quotes_hint(tokens)
                ),
            )
        });
        Some(Self { text: errors.take(value)?.0, tokens: tokens.clone() })
    }

    /// The values of the setting `key`, which is a list.
    pub fn list_of(settings: &Settings, key: &str, errors: &mut Errors) -> Vec<Self> {
        let Some(tokens) = settings.tokens(key) else {
            return Vec::new();
        };
        match syn::parse2::<List>(tokens.clone()) {
            Ok(List(values)) if !values.is_empty() => values,
            _ => {
                errors.at(
                    tokens,
                    format_args!(
                        "`{key}` takes a list of the values allowed, such as `[\"a\", \"b\"]`{}",
                        quotes_hint(tokens)
                    ),
                );
                Vec::new()
            }
        }
    }

    /// The items of an array; none of another value.
    pub fn items(&self) -> Vec<Self> {
        syn::parse2::<List>(self.tokens.clone()).map(|List(items)| items).unwrap_or_default()
    }

    /// The name of its JSON type; whole numbers are `integer`.
    pub fn kind(&self) -> &'static str {
        match self.text.as_bytes() {
            [b'"', ..] => "string",
            [b'[', ..] => "array",
            [b'{', ..] => "object",
            b"true" | b"false" => "boolean",
            b"null" => "null",
            text if text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-') => "integer",
            _ => "number",
        }
    }
}

/// The text of a JSON value.
pub struct Text(pub String);

impl Parse for Text {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let text = if input.peek(syn::token::Bracket) {
            let content;
            bracketed!(content in input);
            let items = content.parse_terminated(Text::parse, Token![,])?;
            format!("[{}]", join(items))
        } else if input.peek(syn::token::Brace) {
            let content;
            braced!(content in input);
            let entries = content.parse_terminated(parse_entry, Token![,])?;
            format!("{{{}}}", join(entries))
        } else if input.peek(Token![-]) {
            input.parse::<Token![-]>()?;
            format!("-{}", number_text(input.parse()?)?)
        } else if input.peek(Ident) {
            match input.parse::<Ident>()? {
                null if null == "null" => "null".to_owned(),
                other => return Err(syn::Error::new(other.span(), "not JSON")),
            }
        } else {
            match input.parse()? {
                Lit::Str(text) => quoted(&text.value()),
                Lit::Bool(value) => value.value.to_string(),
                other => number_text(other)?,
            }
        };
        Ok(Self(text))
    }
}

fn parse_entry(input: ParseStream<'_>) -> syn::Result<Text> {
    let key: LitStr = input.parse()?;
    input.parse::<Token![:]>()?;
    let value: Text = input.parse()?;
    Ok(Text(format!("{}:{}", quoted(&key.value()), value.0)))
}

fn join(items: impl IntoIterator<Item = Text>) -> String {
    items.into_iter().map(|item| item.0).collect::<Vec<_>>().join(",")
}

fn number_text(literal: Lit) -> syn::Result<String> {
    match &literal {
        Lit::Int(number) if number.suffix().is_empty() => Ok(number.base10_digits().to_owned()),
        Lit::Float(number) if number.suffix().is_empty() => Ok(number.base10_digits().to_owned()),
        other => Err(syn::Error::new_spanned(other, "not JSON")),
    }
}

fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|letter| match letter {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            control if control.is_control() => format!("\\u{:04x}", u32::from(control)),
            other => other.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// The correction of a value with a text that has no quotes, such as `Fast` or `'a'`.
fn quotes_hint(tokens: &TokenStream) -> String {
    let text = unquoted_text(tokens.clone());
    text.map_or_else(String::new, |text| format!("\nhelp: a text has quotes: `\"{text}\"`"))
}

fn unquoted_text(tokens: TokenStream) -> Option<String> {
    let texts = tokens.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) => unquoted_text(group.stream()),
        TokenTree::Ident(text) => Some(text.to_string()).filter(|text| text != "null"),
        TokenTree::Literal(text) => {
            text.to_string().strip_prefix('\'')?.strip_suffix('\'').map(str::to_owned)
        }
        TokenTree::Punct(_) => None,
    });
    texts.last()
}

struct List(Vec<Json>);

impl Parse for List {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        bracketed!(content in input);
        let items = content.parse_terminated(parse_item, Token![,])?;
        Ok(Self(items.into_iter().collect()))
    }
}

fn parse_item(input: ParseStream<'_>) -> syn::Result<Json> {
    let ahead = input.fork();
    let text = input.parse::<Text>()?.0;
    // The tokens of the value, for errors about it.
    let mut tokens = TokenStream::new();
    while !ahead.is_empty() && !ahead.peek(Token![,]) {
        ahead.parse::<TokenTree>()?.to_tokens(&mut tokens);
    }
    Ok(Json { text, tokens })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_json() {
        for (tokens, text) in [
            ("443", "443"),
            ("-1.0", "-1.0"),
            ("\"a\\\"\\n\"", "\"a\\\"\\u000a\""),
            ("[1, null, true,]", "[1,null,true]"),
            ("{\"a\": {\"b\": []}}", "{\"a\":{\"b\":[]}}"),
        ] {
            assert_eq!(syn::parse_str::<Text>(tokens).unwrap().0, text);
        }
        assert!(syn::parse_str::<Text>("1u8").is_err());
        assert!(syn::parse_str::<Text>("x").is_err());
    }
}
