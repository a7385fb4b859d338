//! The path to `plugin_core`, by which all generated code names what it needs.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

pub struct CratePath(Option<syn::Path>);

impl CratePath {
    /// `::plugin_core` unless the author says otherwise.
    pub fn new(path: Option<syn::Path>) -> Self {
        Self(path)
    }
}

impl ToTokens for CratePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match &self.0 {
            Some(path) => path.to_tokens(tokens),
            None => tokens.extend(quote!(::plugin_core)),
        }
    }
}
