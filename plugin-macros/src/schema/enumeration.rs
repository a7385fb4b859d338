//! An enum of plain names: model and code.

use super::serde::{FieldAttrs, TypeAttrs};
use crate::crate_path::CratePath;
use crate::errors::Errors;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{DataEnum, DeriveInput, Fields, Ident, LitStr};

pub struct EnumModel<'a> {
    ident: &'a Ident,
    /// Each variant, its name on the wire, and whether serde skips it.
    variants: Vec<(&'a Ident, String, bool)>,
    /// Other names that serde reads.
    aliases: Vec<LitStr>,
}

pub fn build<'a>(input: &'a DeriveInput, data: &'a DataEnum, errors: &mut Errors) -> Option<EnumModel<'a>> {
    let container = TypeAttrs::of_enum(&input.attrs, errors);
    let (mut variants, mut aliases) = (Vec::<(&Ident, String, bool)>::new(), Vec::new());
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.at(
                &variant.fields,
                "an enum that derives `Schema` has variants without fields\nhelp: use a struct with optional fields",
            );
        }
        let attrs = FieldAttrs::of_variant(&variant.attrs, errors);
        let name = match &attrs.name {
            Some(name) => name.value(),
            None => container.rename_all.apply_to_variant(&variant.ident.unraw().to_string()),
        };
        if let Some((first, ..)) = variants.iter().find(|(_, earlier, skip)| *earlier == name && !skip) {
            errors.at(&variant.ident, format_args!("two variants have the name `{name}` on the wire"));
            errors.note(first, "the first one is here");
        }
        variants.push((&variant.ident, name, attrs.skip));
        aliases.extend(attrs.aliases);
    }
    if variants.iter().all(|(.., skip)| *skip) {
        errors.at(&input.ident, "an enum that derives `Schema` needs at least one variant");
    }
    Some(EnumModel { ident: &input.ident, variants, aliases })
}

impl EnumModel<'_> {
    pub fn expand(&self, crate_path: &CratePath) -> TokenStream {
        let Self { ident, variants, aliases } = self;
        let listed: Vec<_> = variants.iter().filter(|(.., skip)| !skip).map(|(_, name, _)| name).collect();
        let idents = variants.iter().map(|(ident, ..)| ident);
        let names = variants.iter().map(|(_, name, _)| name);
        let private = crate_path.private();
        let message = format!("PLG001: this is not one of the values of `{ident}`");
        // Braces would be parameters of the message.
        let quoted = listed.iter().map(|name| format!("{name:?}").replace('{', "{{").replace('}', "}}"));
        let label = format!("the values are {}", quoted.collect::<Vec<_>>().join(", "));
        // The message about a default or an example that is none of the names. With the span of the enum, which it shows.
        let checks = quote_spanned! {ident.span()=>
            const _: () = {
                #[diagnostic::on_unimplemented(message = #message, label = #label)]
                pub trait Variant {}
                impl<By: Variant> #private::HasVariant<false, By> for #ident {}
            };
        };
        quote! {
            #checks

            #[automatically_derived]
            impl #private::Schema for #ident {
                const TYPE: #private::Type =
                    #private::Type::Enum(&#private::Enum { values: &[#(#listed),*], aliases: &[#(#aliases),*] });

                fn listed(&self) -> ::core::option::Option<::std::string::String> {
                    let text = #private::ToParam::to_param(self);
                    ::core::option::Option::Some(#private::quoted(&text))
                }
            }

            #[automatically_derived]
            impl #private::ToParam for #ident {
                fn to_param(&self) -> ::std::borrow::Cow<'_, ::core::primitive::str> {
                    ::std::borrow::Cow::Borrowed(match self {
                        #(Self::#idents => #names,)*
                    })
                }
            }
        }
    }
}
