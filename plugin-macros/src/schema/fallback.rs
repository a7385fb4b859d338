//! Empty implementations for a type with mistakes, so that code that uses the type causes no further errors.

use super::expand::constant_of;
use crate::crate_path::CratePath;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;
use syn::{Data, DeriveInput};

pub fn expand(input: &DeriveInput, crate_path: &CratePath) -> TokenStream {
    let (ident, private) = (&input.ident, crate_path.private());
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let for_data = match &input.data {
        Data::Enum(_) => quote! {
            #[automatically_derived]
            impl #generics #private::ToParam for #ident #arguments #bounds {
                fn to_param(&self) -> ::std::borrow::Cow<'_, ::core::primitive::str> { loop {} }
            }
        },
        Data::Struct(data) => {
            let mut names = BTreeSet::new();
            let constants = data.fields.iter().filter_map(|field| field.ident.as_ref().map(constant_of));
            let constants = constants.filter(|constant| names.insert(constant.clone()));
            quote! {
                #[allow(dead_code)]
                impl #generics #ident #arguments #bounds {
                    #(pub const #constants: &'static ::core::primitive::str = "";)*
                }
            }
        }
        Data::Union(_) => TokenStream::new(),
    };
    quote! {
        #[automatically_derived]
        impl #generics #private::Schema for #ident #arguments #bounds {
            const TYPE: #private::Type = #private::Type::Object;
        }
        #[automatically_derived]
        impl #generics #private::Fields for #ident #arguments #bounds {
            const COUNT: ::core::primitive::usize = 0;
            const NEEDS_VALUES: ::core::primitive::bool = false;
            fn table() -> &'static #private::Struct {
                &#private::Struct { name: "", fields: &[] }
            }
            fn validate(&self, _: ::core::primitive::bool)
                -> ::core::option::Option<(&'static ::core::primitive::str, #private::Violation)>
            {
                ::core::option::Option::None
            }
        }
        #for_data
    }
}
