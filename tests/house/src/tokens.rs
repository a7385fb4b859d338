//! Walks over the tokens of a source file.

use proc_macro2::{Delimiter, Ident, Literal, TokenStream, TokenTree};

/// What a walk reports, token by token.
pub trait Walk {
    /// A name.
    fn ident(&mut self, _ident: &Ident) {}
    /// A literal, as it is written.
    fn literal(&mut self, _literal: &Literal) {}
    /// The tokens of one level, before those inside its groups.
    fn level(&mut self, _tokens: &[TokenTree]) {}
}

/// Walks over all tokens, also those inside of groups.
pub fn walk(tokens: TokenStream, visitor: &mut impl Walk) {
    let tokens = tokens.into_iter().collect::<Vec<_>>();
    visitor.level(&tokens);
    for token in tokens {
        match token {
            TokenTree::Group(group) => walk(group.stream(), visitor),
            TokenTree::Ident(ident) => visitor.ident(&ident),
            TokenTree::Literal(literal) => visitor.literal(&literal),
            TokenTree::Punct(_) => {}
        }
    }
}

/// Whether a name stands in the tokens, at any depth.
pub fn has_ident(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => has_ident(group.stream(), name),
        TokenTree::Ident(ident) => ident == name,
        _ => false,
    })
}

/// The content of a token in parentheses.
pub fn in_parentheses(token: &TokenTree) -> Option<TokenStream> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(group.stream()),
        _ => None,
    }
}
