//! Parses the setting `paginate`: how to find the next page.

use super::failures::parse_pointer;
use crate::errors::{Errors, did_you_mean};
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitInt, LitStr, Token, parenthesized, token};

const STYLES: [&str; 5] = ["cursor", "offset", "page", "next_url", "link_header"];

const USAGE: &str = "write `paginate(cursor(\"/next\" -> query \"cursor\"), items = \"/data\")`";

pub struct Paginate {
    style: PageStyle,
    pub items: Option<LitStr>,
}

enum PageStyle {
    Cursor { from: CursorSource, to: Ident, name: LitStr },
    Offset { query: LitStr, keys: PageKeys },
    Page { query: LitStr, keys: PageKeys },
    NextUrl(LitStr),
    LinkHeader,
}

enum CursorSource {
    Json(LitStr),
    Header(LitStr),
}

/// The optional keys of `offset` and `page`.
#[derive(Default)]
struct PageKeys {
    step: Option<LitStr>,
    start: Option<LitInt>,
    total: Option<LitStr>,
}

pub fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Option<Paginate>> {
    let usage = |error: syn::Error| {
        syn::Error::new(error.span(), format!("API012: expected a pagination style\nhelp: {USAGE}"))
    };
    let word: Ident = input.parse().map_err(usage)?;
    let inside = match input.peek(token::Paren) {
        true => {
            let group;
            parenthesized!(group in input);
            group.parse()?
        }
        false => TokenStream::new(),
    };
    let style = match word.to_string().as_str() {
        "cursor" => {
            Some((|input: ParseStream<'_>| parse_cursor(input, errors)).parse2(inside).map_err(usage)?)
        }
        "offset" => Some(parse_numbered(inside, &["step", "total"], errors, |query, keys| {
            PageStyle::Offset { query, keys }
        })?),
        "page" => Some(parse_numbered(inside, &["size", "start", "total"], errors, |query, keys| {
            PageStyle::Page { query, keys }
        })?),
        "next_url" => Some(PageStyle::NextUrl(check_pointer(syn::parse2(inside).map_err(usage)?, errors))),
        "link_header" => Some(PageStyle::LinkHeader),
        other => {
            let near = did_you_mean(other, STYLES);
            errors.at(
                &word,
                format_args!(
                    "API012: unknown pagination style `{other}`{near}\nhelp: known styles: {}",
                    STYLES.join(", ")
                ),
            );
            None
        }
    };
    let mut items = None;
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    if !input.is_empty() {
        let key: Ident = input.parse()?;
        if key != "items" {
            let near = did_you_mean(&key.to_string(), ["items"]);
            errors
                .at(&key, format_args!("API012: unknown key `{key}`{near}\nhelp: write `items = \"/data\"`"));
        }
        input.parse::<Token![=]>()?;
        items = Some(check_pointer(input.parse()?, errors));
    }
    Ok(style.map(|style| Paginate { style, items }))
}

fn check_pointer(literal: LitStr, errors: &mut Errors) -> LitStr {
    parse_pointer(&literal, errors);
    literal
}

/// `"/next" -> query "cursor"`, `header "X-Next" -> json "/cursor"`
fn parse_cursor(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<PageStyle> {
    let from = if input.peek(LitStr) {
        CursorSource::Json(check_pointer(input.parse()?, errors))
    } else {
        check_place(&input.parse()?, &["header"], errors);
        CursorSource::Header(input.parse()?)
    };
    input.parse::<Token![->]>()?;
    let to: Ident = input.parse()?;
    let name: LitStr = input.parse()?;
    check_place(&to, &["query", "json", "header"], errors);
    if to == "json" {
        parse_pointer(&name, errors);
    }
    if let CursorSource::Json(from) = &from
        && from.value() == name.value()
        && to == "json"
    {
        errors
            .at(&name, "API012: the cursor has the same pointer in the response and in the request\nhelp: name its place in the request");
    }
    Ok(PageStyle::Cursor { from, to, name })
}

fn check_place(word: &Ident, known: &[&str], errors: &mut Errors) {
    if !known.contains(&word.to_string().as_str()) {
        errors.at(
            word,
            format_args!("API012: unknown place `{word}`\nhelp: known places: {}", known.join(", ")),
        );
    }
}

/// `"offset", step = "limit", total = "/total"`
fn parse_numbered(
    tokens: TokenStream,
    known: &[&str],
    errors: &mut Errors,
    make: impl FnOnce(LitStr, PageKeys) -> PageStyle,
) -> syn::Result<PageStyle> {
    let parse = |input: ParseStream<'_>| {
        let query = input.parse()?;
        let mut keys = PageKeys::default();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            let key: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            match key.to_string().as_str() {
                name if !known.contains(&name) => {
                    let near = did_you_mean(name, known.iter().copied());
                    errors.at(
                        &key,
                        format_args!(
                            "API012: unknown key `{name}`{near}\nhelp: known keys: {}",
                            known.join(", ")
                        ),
                    );
                    input.parse::<proc_macro2::TokenTree>()?;
                }
                "start" => keys.start = Some(input.parse()?),
                "total" => keys.total = Some(check_pointer(input.parse()?, errors)),
                _ => keys.step = Some(input.parse()?),
            }
        }
        Ok((query, keys))
    };
    let (query, keys) = parse.parse2(tokens)?;
    Ok(make(query, keys))
}

impl Paginate {
    pub fn expand(&self, api: &TokenStream) -> TokenStream {
        let option = |literal: &Option<LitStr>| match literal {
            Some(literal) => quote!(::core::option::Option::Some(#literal)),
            None => quote!(::core::option::Option::None),
        };
        match &self.style {
            PageStyle::Cursor { from, to, name } => {
                let from = match from {
                    CursorSource::Json(pointer) => quote!(#api::PageFrom::Json(#pointer)),
                    CursorSource::Header(name) => quote!(#api::PageFrom::Header(#name)),
                };
                let to = match to.to_string().as_str() {
                    "json" => quote!(Json),
                    "header" => quote!(Header),
                    _ => quote!(Query),
                };
                quote!(#api::Paging::Cursor { from: #from, to: #api::PageTo::#to(#name) })
            }
            PageStyle::Offset { query, keys: PageKeys { step, total, .. } } => {
                let (step, total) = (option(step), option(total));
                quote!(#api::Paging::Offset { query: #query, step: #step, total: #total })
            }
            PageStyle::Page { query, keys: PageKeys { step, start, total } } => {
                let (size, total) = (option(step), option(total));
                let start = start.as_ref().map_or_else(|| quote!(1), |start| quote!(#start));
                quote!(#api::Paging::Page { query: #query, start: #start, size: #size, total: #total })
            }
            PageStyle::NextUrl(pointer) => quote!(#api::Paging::NextUrl(#pointer)),
            PageStyle::LinkHeader => quote!(#api::Paging::LinkHeader),
        }
    }
}
