//! Parses the attribute of a call: method, path and settings.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

const USAGE: &str = "#[api_call(GET, \"users/{user_id}\")]";

/// `GET, "users/{user_id}", key = value, ..`
pub struct CallAttr {
    pub method: Ident,
    pub path: LitStr,
    pub settings: TokenStream,
}

impl Parse for CallAttr {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let usage = |error: syn::Error| {
            syn::Error::new(error.span(), format!("expected a method and a path\nhelp: write `{USAGE}`"))
        };
        let method = input.parse().map_err(usage)?;
        input.parse::<Token![,]>().map_err(usage)?;
        let path = input.parse().map_err(usage)?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok(Self { method, path, settings: input.parse()? })
    }
}
