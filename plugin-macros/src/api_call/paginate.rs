//! Parses the setting `paginate`: how to find the next page.

use super::failures::parse_pointer;
use crate::errors::{Errors, did_you_mean};
use crate::parse::parse_until;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{Ident, LitInt, LitStr, Token, parenthesized, token};

/// The styles and an example of each.
const STYLES: [(&str, &str); 5] = [
    ("cursor", "paginate(cursor(\"/next\" -> query \"cursor\"), items = \"/data\")"),
    ("offset", "paginate(offset(\"offset\", step = \"limit\"), items = \"/data\")"),
    ("page", "paginate(page(\"page\", size = \"per_page\"), items = \"/data\")"),
    ("next_url", "paginate(next_url(\"/next\"), items = \"/data\")"),
    ("link_header", "paginate(link_header)"),
];

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
    let all: String = STYLES.iter().map(|(_, example)| format!("\n    {example}")).collect();
    let word: Ident = input.parse().map_err(|error: syn::Error| {
        let message = format!("API012: expected a pagination style\nhelp: write one of{all}");
        syn::Error::new(error.span(), message)
    })?;
    let name = word.to_string();
    let usage = |error: syn::Error| {
        let example = STYLES.iter().find(|style| style.0 == name).map_or("", |style| style.1);
        match error.to_string() {
            text if text.starts_with("API") => error,
            text => syn::Error::new(error.span(), format!("API012: {text}\nhelp: write `{example}`")),
        }
    };
    // The place of an unexpected end.
    let end = word.span();
    let inside = match input.peek(token::Paren) {
        true => {
            let group;
            parenthesized!(group in input);
            group.parse()?
        }
        false => TokenStream::new(),
    };
    let style = match name.as_str() {
        "cursor" => Some(parse_until(end, inside, |input| parse_cursor(input, errors)).map_err(usage)?),
        "offset" => {
            let (query, keys) =
                parse_until(end, inside, |input| parse_numbered(input, &["step", "total"], errors))
                    .map_err(usage)?;
            Some(PageStyle::Offset { query, keys })
        }
        "page" => {
            let (query, keys) =
                parse_until(end, inside, |input| parse_numbered(input, &["size", "start", "total"], errors))
                    .map_err(usage)?;
            Some(PageStyle::Page { query, keys })
        }
        "next_url" => {
            let pointer = parse_until(end, inside, |input| input.parse()).map_err(usage)?;
            Some(PageStyle::NextUrl(check_pointer(pointer, errors)))
        }
        "link_header" => Some(PageStyle::LinkHeader),
        other => {
            let near = did_you_mean(other, STYLES.map(|style| style.0));
            errors.at(
                &word,
                format_args!("API012: unknown pagination style `{other}`{near}\nhelp: write one of{all}"),
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
    } else if !input.peek(Ident) {
        return Err(input.error("expected a pointer, or `header` and its name"));
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
    input: ParseStream<'_>,
    known: &[&str],
    errors: &mut Errors,
) -> syn::Result<(LitStr, PageKeys)> {
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
