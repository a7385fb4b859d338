//! The setting `retry`: how often a call is repeated, and after which failures.

use super::failures;
use crate::errors::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{Ident, LitInt, LitStr, Token, bracketed, token};

/// `max = 3, on = [429, connect], reset = "X-RateLimit-Reset"`, or `3`
pub struct RetrySetting {
    max: LitInt,
    on: Vec<u16>,
    or_connect: bool,
    reset: Option<LitStr>,
}

/// Parses the value of `retry`.
pub fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<RetrySetting> {
    if input.peek(LitInt) {
        return Ok(RetrySetting { max: input.parse()?, on: Vec::new(), or_connect: false, reset: None });
    }
    let (mut max, mut on, mut or_connect, mut reset) = (None, Vec::new(), false, None);
    while !input.is_empty() {
        let key: Ident = input.parse().map_err(|error| {
            syn::Error::new(error.span(), "expected a number, as in `retry = 3`, or keys")
        })?;
        input.parse::<Token![=]>()?;
        match key.to_string().as_str() {
            "max" => max = Some(input.parse()?),
            "on" if input.peek(token::Bracket) => {
                let group;
                bracketed!(group in input);
                while !group.is_empty() {
                    match group.parse::<Option<Ident>>()? {
                        Some(word) if word == "connect" => or_connect = true,
                        Some(word) => {
                            return Err(syn::Error::new(word.span(), format!("unknown word `{word}`")));
                        }
                        None => on.extend(failures::parse_status(&group.parse()?, errors)),
                    }
                    group.parse::<Option<Token![,]>>()?;
                }
            }
            "reset" => reset = Some(input.parse()?),
            other => return Err(syn::Error::new(key.span(), format!("unknown key `{other}`"))),
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    let max = max.ok_or_else(|| input.error("missing key `max`"))?;
    Ok(RetrySetting { max, on, or_connect, reset })
}

/// After this status the API has not executed the request, as after a failed connection.
const TOO_MANY_REQUESTS: u16 = 429;

impl RetrySetting {
    /// Whether it retries only what the API has not executed, or nothing.
    pub fn is_harmless(&self) -> bool {
        let is_never = self.max.base10_digits() == "0";
        is_never
            || (self.or_connect || !self.on.is_empty())
                && self.on.iter().all(|status| *status == TOO_MANY_REQUESTS)
    }

    /// Whether it also retries what the API has not executed.
    pub fn is_of_use(&self) -> bool {
        self.or_connect || self.on.is_empty() || self.on.contains(&TOO_MANY_REQUESTS)
    }

    pub fn expand(&self, api: &TokenStream) -> TokenStream {
        let Self { max, on, or_connect, reset } = self;
        let on = (!on.is_empty()).then(|| quote!(.on(&[#(#on),*])));
        let or_connect = or_connect.then(|| quote!(.or_connect()));
        let reset = reset.as_ref().map(|reset| quote!(.reset(#reset)));
        quote!(#api::Retry::new(#max) #on #or_connect #reset)
    }
}
