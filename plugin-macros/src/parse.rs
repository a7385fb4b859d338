//! Parses a part of an attribute.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::parenthesized;
use syn::parse::{ParseStream, Parser};

/// Parses all tokens. An unexpected end is reported at `end`, since its default place is the whole attribute.
pub fn parse_until<T>(
    end: Span,
    tokens: TokenStream,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let mut group = Group::new(Delimiter::Parenthesis, tokens);
    group.set_span(end);
    let parse = |input: ParseStream<'_>| {
        let inside;
        parenthesized!(inside in input);
        let parsed = parse(&inside)?;
        match inside.is_empty() {
            true => Ok(parsed),
            false => Err(inside.error("unexpected token")),
        }
    };
    let parsed = parse.parse2(TokenTree::Group(group).into());
    parsed.map_err(|error| match error.to_string().strip_prefix("unexpected end of input, ") {
        Some(text) => syn::Error::new(error.span(), text),
        None => error,
    })
}
