//! Reads attributes of items.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, LitStr, Meta};

/// Whether the last name of the attribute's path is `name`.
pub fn is(attribute: &Attribute, name: &str) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == name)
}

/// Whether the attributes derive a trait.
pub fn has_derive(attributes: &[Attribute], name: &str) -> bool {
    let derives = attributes.iter().filter(|attribute| is(attribute, "derive"));
    derives.flat_map(tokens).any(|token| matches!(token, TokenTree::Ident(ident) if ident == name))
}

/// Whether the item is only for tests.
pub fn is_test(attributes: &[Attribute]) -> bool {
    let conditions = attributes.iter().filter(|attribute| is(attribute, "cfg"));
    conditions.flat_map(tokens).any(|token| matches!(token, TokenTree::Ident(ident) if ident == "test"))
}

/// The string of the setting `key = ".."` in an attribute.
pub fn setting(attributes: &[Attribute], attribute: &str, key: &str) -> Option<String> {
    attributes.iter().filter(|known| is(known, attribute)).find_map(|known| {
        let tokens: Vec<TokenTree> = tokens(known).into_iter().collect();
        tokens.windows(3).find_map(|tokens| match tokens {
            [TokenTree::Ident(name), TokenTree::Punct(equals), TokenTree::Literal(value)]
                if name == key && equals.as_char() == '=' =>
            {
                syn::parse2::<LitStr>(TokenTree::Literal(value.clone()).into())
                    .ok()
                    .map(|value| value.value())
            }
            _ => None,
        })
    })
}

fn tokens(attribute: &Attribute) -> TokenStream {
    match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}
