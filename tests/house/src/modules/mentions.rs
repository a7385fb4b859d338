//! The paths that a module's code mentions.

use super::names::{Import, imports};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItemFn, Item, ItemUse, Macro, Path, Visibility};

/// A path in the code of a module.
pub struct Mention {
    /// Its segments.
    pub path: Vec<String>,
    /// Its line, from 1.
    pub line: usize,
    /// Whether a module at its end is used as a whole, as by `#[serde(with = "..")]`.
    pub is_whole: bool,
}

/// What the items of a module mention.
#[derive(Default)]
pub struct Mentions {
    /// Paths in types, expressions, patterns, macros and attributes.
    pub paths: Vec<Mention>,
    /// Imports inside of functions.
    pub imports: Vec<Import>,
}

impl Mentions {
    /// Adds what an item mentions.
    pub fn add(&mut self, item: &Item) {
        self.visit_item(item);
    }

    /// Adds the paths in tokens that are not parsed; a name alone is none.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let tokens = tokens.into_iter().collect::<Vec<_>>();
        let is_punct = |index: usize, c: char| matches!(tokens.get(index), Some(TokenTree::Punct(punct)) if punct.as_char() == c);
        let mut index = 0;
        while let Some(token) = tokens.get(index) {
            index += 1;
            match token {
                TokenTree::Group(group) => self.add_tokens(group.stream()),
                TokenTree::Ident(first) => {
                    // `$crate::..` is a path of this crate; `::x`, `.x`, `#x` and `$x` are none
                    let starts = index < 2
                        || [':', '.', '#', '\'', '$'].iter().all(|c| !is_punct(index - 2, *c))
                        || first == "crate";
                    let mut path = vec![first.to_string()];
                    while is_punct(index, ':') && is_punct(index + 1, ':') {
                        let Some(TokenTree::Ident(next)) = tokens.get(index + 2) else { break };
                        path.push(next.to_string());
                        index += 3;
                    }
                    if starts && path.len() > 1 {
                        self.paths.push(Mention { path, line: first.span().start().line, is_whole: false });
                    }
                }
                _ => {}
            }
        }
    }

    fn add_path(&mut self, path: &Path, line: usize, is_whole: bool) {
        if path.leading_colon.is_none() {
            let path = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.paths.push(Mention { path, line, is_whole });
        }
    }
}

impl Visit<'_> for Mentions {
    fn visit_path(&mut self, path: &Path) {
        let line = path.segments.first().map_or(0, |segment| segment.ident.span().start().line);
        self.add_path(path, line, false);
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        self.imports.extend(imports(item));
    }

    fn visit_macro(&mut self, call: &Macro) {
        self.visit_path(&call.path);
        // Those hold the code of somebody else's crate.
        let is_quote = call.path.segments.last().is_some_and(|name| {
            let name = name.ident.to_string();
            name.starts_with("quote") || name.starts_with("parse_quote")
        });
        if !is_quote {
            self.add_tokens(call.tokens.clone());
        }
    }

    /// `#[serde(with = "crate::x")]` names a path in a string.
    fn visit_attribute(&mut self, attribute: &Attribute) {
        let syn::Meta::List(list) = &attribute.meta else { return };
        for token in list.tokens.clone() {
            let TokenTree::Literal(literal) = token else { continue };
            let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) else { continue };
            if let Ok(path) = text.parse::<Path>().as_ref() {
                self.add_path(path, literal.span().start().line, true);
            }
        }
    }

    fn visit_impl_item_fn(&mut self, function: &ImplItemFn) {
        if !super::names::is_for_tests(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_visibility(&mut self, _visibility: &Visibility) {}
}
