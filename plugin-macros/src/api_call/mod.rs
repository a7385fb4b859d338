//! `#[api_call]` on a method without a body: parse, model, check, expand. `#[api]` does the same for all of an `impl`.

mod argument;
mod call_settings;
mod check;
mod expand;
mod failures;
mod header;
mod implementation;
mod mapping;
mod paginate;
mod place;
mod setting;
mod template;

pub use implementation::expand_impl;

use crate::errors::Errors;
use crate::func::Func;
use crate::krate::CratePath;
use argument::Argument;
use call_settings::CallSettings;
use mapping::Mapping;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};
use template::Template;

const USAGE: &str = "#[api_call(GET, \"users/{user_id}\")]";

/// `GET, "users/{user_id}", key = value, ..`
struct Line {
    method: Ident,
    path: LitStr,
    settings: TokenStream,
}

impl Parse for Line {
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

pub fn expand(line: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let func = match syn::parse2::<Func>(item.clone()) {
        Ok(func) => func,
        Err(error) => {
            errors.push(error);
            errors.at(&item, format_args!("`#[api_call]` goes on a method without a body\nhelp: write `async fn name(&self) -> Result<T>;`"));
            return errors.finish();
        }
    };
    let outer = CallSettings::default();
    let call = model(line, &func, &outer, &mut errors);
    let generated = match call {
        Some(call) if errors.is_empty() => call.expand(&outer),
        _ => expand::fallback(&func, &CratePath::default()),
    };
    let errors = errors.finish();
    quote!(#generated #errors)
}

/// One call of an API.
struct Call<'a> {
    func: &'a Func,
    method: Ident,
    path: LitStr,
    template: Template,
    arguments: Vec<Argument<'a>>,
    settings: CallSettings,
    /// The settings as they are written.
    written: String,
    /// What becomes of the answer before it is returned.
    mapping: Option<Mapping>,
}

/// The call that an attribute and a method describe, as far as they do. `outer` is what the `impl` says of all its calls.
fn model<'a>(
    line: TokenStream,
    func: &'a Func,
    outer: &CallSettings,
    errors: &mut Errors,
) -> Option<Call<'a>> {
    let Line { method, path, settings } = errors.take(syn::parse2(line))?;
    let written = settings.to_string();
    let settings = CallSettings::parse(settings, errors);
    check::method(&method, errors);
    check::signature(func, errors);
    let mapping = Mapping::of(func, errors);
    let template = Template::parse(&path, errors)?;
    let arguments = argument::all(func, &template, &method, errors);
    check::placeholders(&template, &path, &arguments, errors);
    let call = Call { func, method, path, template, arguments, settings, written, mapping };
    check::bodies(&call, outer, errors);
    check::fields(&call, errors);
    check::pages(&call, errors);
    check::downloads(&call, outer, errors);
    check::retries(&call, outer, errors);
    Some(call)
}
