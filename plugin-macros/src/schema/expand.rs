//! Writes the code of a struct's schema. Cannot fail.

use super::check::{TYPES, is_option};
use super::json::Json;
use super::model::{FieldModel, StructModel};
use crate::crate_path::CratePath;
use crate::func::type_arguments;
use plugin_names::nearest;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Ident, LitBool, Type};

impl StructModel<'_> {
    pub fn expand(&self, crate_path: &CratePath) -> TokenStream {
        let Self { ident, name, fields, allowed, .. } = self;
        let private = crate_path.private();
        let tables = fields.iter().map(|field| field.table(&private));
        let violations = fields.iter().map(|field| field.violation(&private));
        let constants = fields.iter().map(FieldModel::constant);
        let checks = fields.iter().flat_map(|field| field.checks(&private));
        let warnings = fields.iter().filter_map(|field| field.warning(allowed));
        let count = fields.len();
        let needed = fields.iter().filter(|field| !field.has_default);
        let needed = needed.map(|field| field.schema(&private)).map(|schema| quote!(#schema::REQUIRED));
        quote! {
            #[automatically_derived]
            impl #private::Schema for #ident {
                const TYPE: #private::Type = #private::Type::Struct(<#ident as #private::Fields>::table);

                fn violation(&self) -> ::core::option::Option<#private::Violation> {
                    <Self as #private::Fields>::validate(self, false).map(|(_, violation)| violation)
                }
            }

            #[automatically_derived]
            impl #private::Fields for #ident {
                const COUNT: ::core::primitive::usize = #count;
                const NEEDS_VALUES: ::core::primitive::bool = false #(|| #needed)*;

                fn table() -> &'static #private::Struct {
                    const TABLE: #private::Struct = #private::Struct { name: #name, fields: &[#(#tables),*] };
                    #(#checks)*
                    &TABLE
                }

                #[allow(unused_variables)]
                fn validate(&self, blank: ::core::primitive::bool)
                    -> ::core::option::Option<(&'static ::core::primitive::str, #private::Violation)>
                {
                    #(#violations)*
                    ::core::option::Option::None
                }
            }

            #(#warnings)*

            /// Names of the fields on the wire.
            #[allow(dead_code)]
            impl #ident {
                #(#constants)*
            }
        }
    }
}

impl FieldModel<'_> {
    fn table(&self, private: &TokenStream) -> TokenStream {
        let Self { ty, name, aliases, states_required, .. } = self;
        let title = option(self.title.as_ref());
        let schema = self.schema(private);
        let own_type = match &self.type_name {
            Some(name) => named_type(&name.value(), private),
            None => quote!(#schema::TYPE),
        };
        let required = self.required(private);
        let description = option(self.description.as_deref());
        let default = option(self.default.as_ref().map(|json| &json.text));
        let example = option(self.example.as_ref().map(|json| &json.text));
        let values = self.values.iter().map(|json| &json.text);
        let placeholder = option(self.placeholder.as_ref());
        let tooltip = option(self.tooltip.as_ref());
        let spec = option(self.spec.as_ref().map(|json| &json.text));
        quote_spanned! {ty.span()=>
            #private::Field {
                name: #name,
                aliases: &[#(#aliases),*],
                title: #title,
                description: #description,
                ty: #own_type,
                required: #required,
                has_required_key: #states_required,
                default: #default,
                example: #example,
                values: &[#(#values),*],
                placeholder: #placeholder,
                tooltip: #tooltip,
                spec: #spec,
            }
        }
    }

    /// `<T as Schema>`, at the type of the field.
    fn schema(&self, private: &TokenStream) -> TokenStream {
        let ty = self.ty;
        quote_spanned!(ty.span()=> <#ty as #private::Schema>)
    }

    fn required(&self, private: &TokenStream) -> TokenStream {
        let schema = self.schema(private);
        match &self.required {
            Some(required) => required.to_token_stream(),
            None if self.has_default || self.may_be_skipped => quote!(false),
            None => quote!(#schema::REQUIRED),
        }
    }

    fn violation(&self, private: &TokenStream) -> TokenStream {
        let Self { ident, name, .. } = self;
        let (schema, required) = (self.schema(private), self.required(private));
        let listed = (!self.values.is_empty()).then(|| {
            let values = self.values.iter().map(|json| &json.text);
            quote! {
                if #private::is_unlisted(&self.#ident, &[#(#values),*]) {
                    return ::core::option::Option::Some((#name, #private::Violation::NotInEnum));
                }
            }
        });
        quote! {
            if let ::core::option::Option::Some(violation) = #private::applies(#schema::violation(&self.#ident), blank && #required) {
                return ::core::option::Option::Some((#name, violation));
            }
            #listed
        }
    }

    fn constant(&self) -> TokenStream {
        let constant = constant_of(self.ident);
        let (name, doc) = (&self.name, format!(" `{:?}`", self.name));
        quote! {
            #[doc = #doc]
            pub const #constant: &'static ::core::primitive::str = #name;
        }
    }

    /// A warning at a field without a description. The use of a deprecated item is the only warning that a macro can cause.
    fn warning(&self, allowed_of_struct: &[&Attribute]) -> Option<TokenStream> {
        let Self { ident, allowed, .. } = self;
        let note = format!(
            "PLG001: `{ident}` has no description\nhelp: write a doc comment above it, or `#[field(description = none)]`"
        );
        // With the span of the field, because the compiler does not report uses in the code of a derive.
        let constant = Ident::new("NO_DESCRIPTION", ident.span());
        self.needs_description.then(|| {
            quote! {
                #(#allowed_of_struct)*
                #(#allowed)*
                const _: () = {
                    #[deprecated(note = #note)]
                    const #constant: () = ();
                    #constant
                };
            }
        })
    }

    /// Checks that need the type, which only the compiler knows. Each is a trait, whose message the compiler reports.
    fn checks(&self, private: &TokenStream) -> Vec<TokenStream> {
        let (ty, schema) = (self.ty, self.schema(private));
        let check = |ty: &Type, at: Span, name: &str, condition: TokenStream| {
            let name = format_ident!("{name}");
            // The alias has the span of the setting, where the compiler reports the error.
            let alias = Ident::new("__Type", at);
            quote! {
                const _: () = {
                    type #alias = #ty;
                    <#alias as #private::#name<{ #condition }>>::CHECKED
                };
            }
        };
        // The message names the type within an `Option`.
        let value_type = match type_arguments(ty)[..] {
            [inner] if is_option(ty) => inner,
            _ => ty,
        };
        let takes = |name: &str, json: &Json, of: TokenStream, method: &str| -> Vec<TokenStream> {
            let (kind, text, method) = (json.kind(), &json.text, format_ident!("{method}"));
            let at = json.tokens.span();
            let is_listed =
                (kind == "string").then(|| check(value_type, at, "HasVariant", quote!(#of.lists(#text))));
            let taken = check(value_type, at, name, quote!(#of.#method(#kind, #text)));
            std::iter::once(taken).chain(is_listed).collect()
        };
        let whole = || quote!(#schema::TYPE);
        let items_of = |name: &str, json: &Json| -> Vec<TokenStream> {
            let items = json.items();
            items.iter().flat_map(|item| takes(name, item, quote!(#schema::TYPE.item()), "takes")).collect()
        };
        let type_name = self.type_name.iter().map(|name| {
            let named = named_type(&name.value(), private);
            let condition = quote!(#schema::TYPE.may_be_called(&#named));
            match unknown_type(&name.value()) {
                Some(message) => unknown_type_check(ty, name.span(), &message, &condition),
                None => check(ty, name.span(), "HasTypeName", condition),
            }
        });
        let default = self.default.iter().filter(|_| !self.unchecked).flat_map(|json| {
            [takes("HasDefault", json, whole(), "takes"), items_of("HasDefaultItem", json)].concat()
        });
        let example = self.example.iter().filter(|_| !self.unchecked).flat_map(|json| {
            [takes("HasExample", json, whole(), "shows"), items_of("HasExampleItem", json)].concat()
        });
        let values = self.values.iter().filter(|_| !self.unchecked);
        let values = values.flat_map(|json| takes("HasValue", json, whole(), "takes"));
        let required = self.required.iter().filter(|required| required.value);
        let required =
            required.map(|required| check(ty, required.span(), "CanBeRequired", quote!(#schema::REQUIRED)));
        let optional = self.required.as_ref().filter(|required| !required.value).map(LitBool::span);
        let optional = optional.or_else(|| self.may_be_skipped.then(|| self.ident.span()));
        let absent = optional
            .filter(|_| !self.has_default)
            .map(|at| check(ty, at, "CanBeAbsent", quote!(!#schema::REQUIRED)));
        type_name.chain(default).chain(example).chain(values).chain(required).chain(absent).collect()
    }
}

/// The name of the constant of a field: `USER_ID` for `user_id`.
pub fn constant_of(field: &Ident) -> Ident {
    Ident::new(&field.unraw().to_string().to_uppercase(), field.span())
}

fn named_type(name: &str, private: &TokenStream) -> TokenStream {
    if let Some(item) = name.strip_prefix("[]").filter(|item| !item.is_empty()) {
        let item = named_type(item, private);
        return quote!(#private::Type::Array(&#item));
    }
    match TYPES.iter().find(|known| known.0 == name) {
        Some((_, variant)) => {
            let variant = format_ident!("{variant}");
            quote!(#private::Type::#variant)
        }
        None => quote!(#private::Type::Untyped(#name)),
    }
}

/// The message about the name of an unknown type.
fn unknown_type(name: &str) -> Option<String> {
    let name = name.trim_start_matches("[]");
    let known = || TYPES.iter().map(|known| known.0);
    let is_unknown = known().all(|known| known != name);
    is_unknown.then(|| {
        let prefixed = || known().find(|known| name.len() > 2 && known.starts_with(name));
        let near = nearest(name, known()).or_else(prefixed);
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        format!("PLG001: unknown type `{name}`{near}")
    })
}

/// Checks that the type accepts an unknown name, as `Any` does. The trait has a message of its own.
fn unknown_type_check(ty: &Type, at: Span, message: &str, condition: &TokenStream) -> TokenStream {
    let alias = Ident::new("__Type", at);
    let note = format!("the types are {}", TYPES.map(|known| known.0).join(", "));
    quote! {
        const _: () = {
            type #alias = #ty;
            #[diagnostic::on_unimplemented(message = #message, label = "unknown type", note = #note)]
            trait KnowsType<const IS_VALID: ::core::primitive::bool> {
                const CHECKED: () = ();
            }
            #[diagnostic::do_not_recommend]
            impl<T> KnowsType<true> for T {}
            <#alias as KnowsType<{ #condition }>>::CHECKED
        };
    }
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
