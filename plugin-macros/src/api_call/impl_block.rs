//! `#[api(..)]` on an `impl`: shared settings of its calls, and checks between them.

use super::call::CallModel;
use super::call_settings::CallSettings;
use super::{check, expand, model, semicolon};
use crate::errors::Errors;
use crate::func::{self, Func};
use crate::placement::misplaced;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Attribute, ImplItem, ItemImpl, Meta};

/// An item of the `impl`: a call with its attribute, or something else.
enum Item {
    Call(TokenStream, Func),
    /// A method without a body and without `#[api_call]`.
    Unmarked(Func),
    Other(ImplItem),
}

pub fn expand_impl(settings: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new("API020");
    let mut block = match parse_block(item.clone(), &mut errors) {
        Ok(block) => block,
        Err(error) => {
            let help = |_: &str| "put it above the `impl` with the calls".to_owned();
            errors.push(misplaced("api", "an `impl`", &item, help).unwrap_or(error));
            let errors = errors.finish();
            return quote!(#item #errors);
        }
    };
    if let Some((name, _)) = &block.trait_ {
        errors.at(
            name,
            "`#[api]` applies to the `impl` of a type, not of a trait\nhelp: call the methods of the type from the `impl` of the trait",
        );
    }
    let mut outer = CallSettings::parse(settings, &mut errors);
    outer.self_span = Some(block.self_ty.span());
    if let Some(key) = &outer.paginate_key {
        errors.at(
            key,
            "API012: `paginate` is a setting of a call, not of the `impl`\nhelp: move it to the `#[api_call]`",
        );
    }
    let items: Vec<Item> = block.items.drain(..).map(parse_item).collect();
    let calls: Vec<Option<CallModel<'_>>> = items
        .iter()
        .map(|item| match item {
            Item::Call(line, func) => model::build(line.clone(), func, &outer, &mut errors),
            Item::Unmarked(func) => {
                let name = &func.sig.ident;
                errors.at(
                    name,
                    format_args!("API019: `{name}` has no body and no `#[api_call]`\nhelp: add `#[api_call(GET, \"path\")]` above it"),
                );
                None
            }
            Item::Other(_) => None,
        })
        .collect();
    let known: Vec<&CallModel<'_>> = calls.iter().flatten().collect();
    check::routes(&known, &mut errors);
    let is_free = check::table(&known, &mut errors);
    let is_fine = errors.is_empty();
    let generated = is_free.then(|| expand_operations(if is_fine { &known } else { &[] }, &outer));
    let items = items.iter().zip(&calls).map(|(item, call)| match (item, call) {
        (Item::Other(other), _) => other.to_token_stream(),
        (Item::Call(..), Some(call)) if is_fine => call.expand(&outer),
        (Item::Call(_, func), Some(call)) => expand::fallback(func, &call.settings, &outer),
        (Item::Call(_, func) | Item::Unmarked(func), _) => {
            expand::fallback(func, &CallSettings::default(), &outer)
        }
    });
    let ItemImpl { attrs, generics, self_ty, .. } = &block;
    let (generics, _, bounds) = generics.split_for_impl();
    let errors = errors.finish();
    quote! {
        #(#attrs)*
        impl #generics #self_ty #bounds {
            #generated
            #(#items)*
        }
        #errors
    }
}

/// Parses the `impl`. A missing `;` at the end of a call is reported.
fn parse_block(item: TokenStream, errors: &mut Errors) -> syn::Result<ItemImpl> {
    syn::parse2::<ItemImpl>(item.clone()).or_else(|error| {
        let Some((completed, names)) = semicolon::complete(item) else { return Err(error) };
        let block = syn::parse2(completed).map_err(|_| error)?;
        names.iter().for_each(|name| errors.at(name, semicolon::message(name)));
        Ok(block)
    })
}

/// The table of all calls.
fn expand_operations(calls: &[&CallModel<'_>], outer: &CallSettings) -> TokenStream {
    let api = outer.crate_path(outer).api();
    let names = calls.iter().map(|call| {
        let (conditions, constant) = (func::cfg_attrs(call.func), func::constant(call.func));
        quote!(#(#conditions)* Self::#constant)
    });
    let presets = expand::named_presets(outer, &api);
    quote! {
        /// All calls of the API.
        #[allow(dead_code)]
        pub const OPERATIONS: &'static [#api::Operation] = {
            #presets
            &[#(#names),*]
        };
    }
}

fn parse_item(item: ImplItem) -> Item {
    let Ok(mut func) = syn::parse2::<Func>(item.to_token_stream()) else { return Item::Other(item) };
    let Some(index) = func.attrs.iter().position(is_call) else {
        return if func.body.to_string() == ";" { Item::Unmarked(func) } else { Item::Other(item) };
    };
    match func.attrs.remove(index).meta {
        Meta::List(list) => Item::Call(list.tokens, func),
        _ => Item::Call(TokenStream::new(), func),
    }
}

fn is_call(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|segment| segment.ident == "api_call")
}
