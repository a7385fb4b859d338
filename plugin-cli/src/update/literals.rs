//! Finds where code creates or takes apart a struct with all of its fields: a new field would break it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Whether the text lists the fields of the struct somewhere, also in a macro.
pub fn lists_fields(text: &str, ident: &str) -> bool {
    // A text that is not valid Rust was reported when its items were read.
    text.parse::<TokenStream>().is_ok_and(|tokens| lists_fields_in(tokens, &[ident]))
}

fn lists_fields_in(tokens: TokenStream, idents: &[&str]) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut in_impl = false;
    tokens.iter().enumerate().any(|(index, token)| {
        let before = index.checked_sub(1).and_then(|index| tokens.get(index));
        match token {
            TokenTree::Ident(ident) if ident == "impl" => in_impl = true,
            TokenTree::Group(group) => {
                let is_block = group.delimiter() == Delimiter::Brace;
                let is_of_struct = matches!(before, Some(TokenTree::Ident(name)) if idents.iter().any(|ident| name == ident));
                let is_definition = index.checked_sub(2).is_some_and(|index| is_definition(&tokens[..=index]));
                if is_block && is_of_struct && !in_impl && !is_definition && is_field_list(group.stream()) {
                    return true;
                }
                let with_self = [idents[0], "Self"];
                let idents = if is_block && in_impl && is_of_struct { &with_self[..] } else { idents };
                in_impl &= !is_block;
                return lists_fields_in(group.stream(), idents);
            }
            _ => {}
        }
        false
    })
}

/// Whether the tokens before a name make it a definition, or the type that a function returns.
fn is_definition(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Ident(keyword)] => {
            ["struct", "enum", "union", "trait", "mod", "for"].iter().any(|known| keyword == known)
        }
        [.., TokenTree::Punct(minus), TokenTree::Punct(arrow)] => {
            minus.as_char() == '-' && arrow.as_char() == '>'
        }
        _ => false,
    }
}

/// Whether a block is a list of fields that is complete: without `..`.
fn is_field_list(block: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = block.into_iter().collect();
    let is_punct = |token: Option<&TokenTree>, character: char| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character);
    let has_rest = tokens.windows(2).any(|pair| is_punct(pair.first(), '.') && is_punct(pair.get(1), '.'));
    let starts_with_field = match tokens.first() {
        None => true,
        Some(TokenTree::Ident(_)) => {
            let is_path = is_punct(tokens.get(1), ':') && is_punct(tokens.get(2), ':');
            tokens.len() == 1 || is_punct(tokens.get(1), ',') || (is_punct(tokens.get(1), ':') && !is_path)
        }
        Some(_) => false,
    };
    starts_with_field && !has_rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_complete_patterns_are_found() {
        for (text, expected) in [
            ("fn f() { User { id: 1 } }", true),
            ("fn f() { assert_eq!(user, crate::api::User { id, name }) }", true),
            ("fn f(User { id }: User) {}", true),
            ("impl User { fn new() -> Self { Self { id: 1 } } }", true),
            ("impl From<X> for User { fn from(x: X) -> Self { Self { id: x.id } } }", true),
            ("impl Other { fn new() -> Self { Self { id: 1 } } }", false),
            ("struct User { id: u64 }", false),
            ("pub struct User { pub id: u64 }", false),
            ("fn f() -> User { user }", false),
            ("fn f(User { id, .. }: User) {}", false),
            ("fn f() { User { id: 1, ..User::default() } }", false),
            ("impl User { fn id(&self) -> u64 { self.id } }", false),
            ("fn f() { UserList { id: 1 } }", false),
        ] {
            assert_eq!(lists_fields(text, "User"), expected, "{text}");
        }
    }
}
