//! `#[api_call(..)]` on a method: it becomes a constant operation and a body that calls it.

use super::call_settings::CallSettings;
use super::{expand, model};
use crate::errors::Errors;
use crate::func::Func;
use crate::placement::misplaced;
use proc_macro2::TokenStream;
use quote::quote;

pub fn expand_method(line: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new("API020");
    let func = match syn::parse2::<Func>(item.clone()) {
        Ok(func) => func,
        Err(error) => {
            let help = |found: &str| match found {
                "an `impl`" => "for the settings of all calls write `#[api(..)]`".to_owned(),
                _ => "write `async fn name(&self) -> Result<T>;` below it, in an `impl`".to_owned(),
            };
            let misplaced = misplaced("api_call", "a method", &item, help);
            // The tokens of a whole item are kept, so that code that uses it causes no further errors.
            let item = misplaced.is_some().then_some(item);
            errors.push(misplaced.unwrap_or(error));
            let errors = errors.finish();
            return quote!(#item #errors);
        }
    };
    let outer = CallSettings::default();
    let call = model::build(line, &func, &outer, &mut errors);
    let generated = match call {
        Some(call) if errors.is_empty() => call.expand(&outer),
        Some(call) => expand::fallback(&func, &call.settings, &outer),
        None => expand::fallback(&func, &outer, &outer),
    };
    let errors = errors.finish();
    quote!(#generated #errors)
}
