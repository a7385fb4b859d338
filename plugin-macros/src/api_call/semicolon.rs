//! Finds calls of an `impl` without a `;` at their end.

use proc_macro2::{Group, Ident, Punct, Spacing, TokenStream, TokenTree};

/// The message about such a call.
pub fn message(name: &Ident) -> String {
    format!("API020: `{name}` has no `;` at its end\nhelp: write `;` after the return type")
}

/// The `impl` with each missing `;`, and the names of these calls. `None` if there are none.
pub fn complete(item: TokenStream) -> Option<(TokenStream, Vec<Ident>)> {
    let mut tokens: Vec<_> = item.into_iter().collect();
    let Some(TokenTree::Group(block)) = tokens.last_mut() else { return None };
    let (inside, names) = complete_items(block.stream());
    let span = block.span();
    *block = Group::new(block.delimiter(), inside);
    block.set_span(span);
    (!names.is_empty()).then(|| (tokens.into_iter().collect(), names))
}

fn complete_items(items: TokenStream) -> (TokenStream, Vec<Ident>) {
    let (mut tokens, mut names) = (TokenStream::new(), Vec::new());
    // The name of the function whose end is missing so far.
    let mut open: Option<Ident> = None;
    let mut is_name = false;
    let mut close = |open: &mut Option<Ident>, tokens: &mut TokenStream| {
        if let Some(name) = open.take() {
            tokens.extend([TokenTree::Punct(Punct::new(';', Spacing::Alone))]);
            names.push(name);
        }
    };
    for token in items {
        match &token {
            TokenTree::Ident(name) if std::mem::take(&mut is_name) => open = Some(name.clone()),
            TokenTree::Ident(word) if is_start(word) => {
                close(&mut open, &mut tokens);
                is_name = word == "fn";
            }
            TokenTree::Punct(mark) if mark.as_char() == '#' => close(&mut open, &mut tokens),
            TokenTree::Punct(mark) if mark.as_char() == ';' => open = None,
            TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Brace => open = None,
            _ => {}
        }
        tokens.extend([token]);
    }
    close(&mut open, &mut tokens);
    (tokens, names)
}

/// Whether an item begins with the word.
fn is_start(word: &Ident) -> bool {
    ["pub", "async", "fn", "const", "type"].iter().any(|start| word == start)
}
