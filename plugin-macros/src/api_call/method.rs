//! `#[api_call(..)]` on a method: it becomes a constant operation and a body that calls it.

use super::call_settings::CallSettings;
use super::{expand, model};
use crate::errors::Errors;
use crate::func::Func;
use proc_macro2::TokenStream;
use quote::quote;

pub fn expand_method(line: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new("API020");
    let func = match syn::parse2::<Func>(item.clone()) {
        Ok(func) => func,
        Err(error) => {
            errors.push(error);
            errors.at(&item, format_args!("`#[api_call]` applies to a method without a body\nhelp: write `async fn name(&self) -> Result<T>;`"));
            return errors.finish();
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
