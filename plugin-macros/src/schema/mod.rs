//! `#[derive(Schema)]`: parse, model, check, expand.

mod check;
mod enumeration;
mod expand;
mod fallback;
mod json;
mod lifetime;
mod misplaced;
mod model;
mod serde;

pub use json::{Json, Text as JsonText};

use crate::errors::Errors;
use crate::settings::{CRATE, Key, Settings};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Fields};

/// The keys of `#[schema(..)]`.
const KEYS: &[Key] = &[Key("name", "name = \"user\""), CRATE];

pub fn derive(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::new("PLG001");
    let settings = parse_settings(&input.attrs, &mut errors);
    let crate_path = settings.crate_path(&mut errors);
    let is_borrowed = match &input.data {
        Data::Struct(data) => lifetime::check(&data.fields, &mut errors),
        _ => false,
    };
    if !input.generics.params.is_empty() && !is_borrowed {
        errors.at(
            &input.generics,
            "a schema cannot be generic: it is fixed when the plugin is built\nhelp: use concrete types",
        );
    }
    misplaced::check(&input, &mut errors);
    let generated = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => model::build(&input, fields, &settings, &mut errors).map(|record| {
                check::check(&record, &mut errors);
                record.expand(&crate_path)
            }),
            _ => {
                let message = "a struct that derives `Schema` needs named fields\nhelp: write `struct Name { field: Type }`, or `{}` if there are none";
                errors.at(&input.ident, message);
                None
            }
        },
        Data::Enum(data) => {
            enumeration::build(&input, data, &mut errors).map(|list| list.expand(&crate_path))
        }
        Data::Union(data) => {
            errors.at(
                data.union_token,
                "a union cannot derive `Schema`\nhelp: use a struct with optional fields",
            );
            None
        }
    };
    let generated = match generated {
        Some(generated) if errors.is_empty() => generated,
        _ => fallback::expand(&input, &crate_path),
    };
    let errors = errors.finish();
    quote!(#generated #errors)
}

fn parse_settings(attrs: &[Attribute], errors: &mut Errors) -> Settings {
    let mut settings = Settings::new(KEYS);
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("schema")) {
        if let Some(tokens) = errors.take(attr.meta.require_list()).map(|list| list.tokens.clone()) {
            settings.extend(tokens, errors);
        }
    }
    settings
}
