//! The path to the runtime crate in generated code.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

/// The module that only macros use. Its name contains the version, so that macros and runtime of different releases do not
/// compile together.
const PRIVATE: &str =
    concat!("__private_", env!("CARGO_PKG_VERSION_MAJOR"), "_", env!("CARGO_PKG_VERSION_MINOR"));

#[derive(Default)]
pub struct CratePath(Option<syn::Path>);

impl CratePath {
    /// `::plugin_core` if `path` is `None`.
    pub fn new(path: Option<syn::Path>) -> Self {
        Self(path)
    }

    /// Whether the author sets a path.
    pub fn is_given(&self) -> bool {
        self.0.is_some()
    }

    /// The module that macros use.
    pub fn private(&self) -> TokenStream {
        self.private_at(Span::call_site())
    }

    /// The same, as if written at `span`, so that an error of the compiler points there.
    pub fn private_at(&self, span: Span) -> TokenStream {
        let private = Ident::new(PRIVATE, span);
        match &self.0 {
            Some(path) => quote_spanned!(span=> #path::#private),
            None => quote_spanned!(span=> ::plugin_core::#private),
        }
    }

    /// The module that `#[api_call]` uses.
    pub fn api(&self) -> TokenStream {
        self.api_at(Span::call_site())
    }

    /// The same, as if written at `span`.
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
