//! The setting `error_data`: the part of the response that becomes the data of the error.

use super::failures;
use crate::errors::Errors;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Token};

pub enum ErrorDataSetting {
    Word(&'static str),
    At(Vec<String>),
}

/// Parses the value of `error_data`.
pub fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<ErrorDataSetting> {
    if input.peek(Ident) {
        let word: Ident = input.parse()?;
        return match word.to_string().as_str() {
            "text" => Ok(ErrorDataSetting::Word("Text")),
            "message" => Ok(ErrorDataSetting::Word("Message")),
            other => Err(syn::Error::new(word.span(), format!("unknown word `{other}`"))),
        };
    }
    let pointers = input.parse_terminated(|input: ParseStream<'_>| input.parse::<LitStr>(), Token![,])?;
    Ok(ErrorDataSetting::At(
        pointers.iter().filter_map(|literal| failures::parse_pointer(literal, errors)).collect(),
    ))
}

impl ErrorDataSetting {
    pub fn expand(&self, api: &TokenStream) -> TokenStream {
        match self {
            Self::Word(word) => {
                let word = Ident::new(word, Span::call_site());
                quote!(#api::ErrorData::#word)
            }
            Self::At(pointers) => quote!(#api::ErrorData::At(&[#(#pointers),*])),
        }
    }
}
