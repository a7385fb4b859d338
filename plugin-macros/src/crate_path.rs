//! The path to `plugin_core`, by which all generated code names what it needs.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

#[derive(Default)]
pub struct CratePath(Option<syn::Path>);

impl CratePath {
    /// `::plugin_core` unless the author says otherwise.
    pub fn new(path: Option<syn::Path>) -> Self {
        Self(path)
    }

    /// Whether the author says otherwise.
    pub fn is_given(&self) -> bool {
        self.0.is_some()
    }

    /// The part that macros call, as if written at `span`, so that an error of the compiler points there.
    pub fn private_at(&self, span: Span) -> TokenStream {
        match &self.0 {
            Some(path) => quote_spanned!(span=> #path::__private),
            None => quote_spanned!(span=> ::plugin_core::__private),
        }
    }

    /// The part that calls of APIs use, as if written at `span`.
    pub fn api_at(&self, span: Span) -> TokenStream {
        let private = self.private_at(span);
        quote_spanned!(span=> #private::api)
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
