//! Writes the constant and the method of a call. Cannot fail.

use super::argument::Argument;
use super::call::CallModel;
use super::call_settings::CallSettings;
use super::destination::Destination;
use super::mapping::Mapping;
use super::template::PathPart;
use crate::crate_path::CratePath;
use crate::func::{self, Func};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{FnArg, Ident, ReturnType, Signature};

/// The number of arguments above which clippy reports a function.
const MAX_ARGUMENTS: usize = 7;

/// The constant and the method of a call with mistakes, so that code that uses them causes no further errors.
/// It names the presets of `settings`, so that an unknown preset is reported together with the other mistakes.
pub fn fallback(func: &Func, settings: &CallSettings, outer: &CallSettings) -> TokenStream {
    let api = settings.crate_path(outer).api();
    let presets = named_presets(settings, &api);
    let (signature, constant) = (bare(&func.sig), func::constant(func));
    let (attrs, vis, conditions) = (&func.attrs, &func.vis, func::cfg_attrs(func));
    quote! {
        #(#conditions)*
        #[allow(dead_code)]
        #vis const #constant: #api::Operation = {
            #presets
            #api::Operation::new("", #api::Method::Get, "")
        };
        #(#attrs)*
        #[allow(unused_variables)]
        #vis #signature { loop {} }
    }
}

/// Uses the presets of the settings, so that the compiler checks their names.
pub fn named_presets(settings: &CallSettings, api: &TokenStream) -> TokenStream {
    let presets = settings.presets();
    quote!(#(let _ = #api::Preset::#presets;)*)
}

/// The signature without the attributes of arguments, which only this macro knows.
fn bare(sig: &Signature) -> Signature {
    let mut sig = sig.clone();
    for arg in &mut sig.inputs {
        if let FnArg::Typed(arg) = arg {
            arg.attrs.clear();
        }
    }
    sig
}

/// `Get` for `GET`
fn variant(method: &str) -> String {
    let (first, rest) = method.split_at(1);
    first.to_owned() + &rest.to_lowercase()
}

/// The type, whose last `>` is moved to `span`, the place of its name. The compiler then reports all errors about the type as a whole
/// at its name, and an error with the same text and place only once.
fn end_at(ty: TokenStream, span: Span) -> TokenStream {
    let mut tokens: Vec<TokenTree> = ty.into_iter().collect();
    if let Some(TokenTree::Punct(last)) = tokens.last_mut() {
        last.set_span(span);
    }
    tokens.into_iter().collect()
}

impl CallModel<'_> {
    /// The constant that describes the call, and the method. `outer` has the settings of the `impl`.
    pub fn expand(&self, outer: &CallSettings) -> TokenStream {
        let crate_path = self.settings.crate_path(outer);
        let api = crate_path.api();
        let Func { attrs, vis, sig, .. } = self.func;
        let signature = bare(sig);
        let description = self.description(outer, &api);
        let body = self.body(outer, crate_path);
        // Each argument is a parameter of the request.
        let allow = (sig.inputs.len() > MAX_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        quote! {
            #description
            #(#attrs)*
            #allow
            #vis #signature { #body }
        }
    }

    fn description(&self, outer: &CallSettings, api: &TokenStream) -> TokenStream {
        let (vis, constant) = (&self.func.vis, func::constant(self.func));
        let name = self.func.sig.ident.unraw().to_string();
        let (path, method) = (self.path.value(), &self.method);
        let doc = format!("`{method} {path}`");
        let verb = format_ident!("{}", variant(&method.to_string()), span = method.span());
        let settings = self.settings.expand(outer, &name, api);
        let conditions = func::cfg_attrs(self.func);
        quote! {
            #(#conditions)*
            #[doc = #doc]
            #vis const #constant: #api::Operation =
                #api::Operation::new(#name, #api::Method::#verb, #path)#settings;
        }
    }

    fn body(&self, outer: &CallSettings, crate_path: &CratePath) -> TokenStream {
        let path_parts = self.template.parts.iter().map(|part| self.part(part));
        let query = self.template.query.iter().map(|query| quote!(.query_text(#query)));
        let arguments = self.arguments.iter().map(Argument::bind);
        let checks = self.arguments.iter().map(|argument| argument.check(crate_path));
        let http = self.client(outer, crate_path);
        let constant = func::constant(self.func);
        let request =
            quote!(#http.request(const { &Self::#constant })#(#path_parts)* #(#query)* #(#arguments)*);
        let value = match self.settings.paginate {
            Some(_) => {
                let pages = self.returned_as("CallPages", "of", crate_path);
                quote!(#pages(#request))
            }
            None => self.read(outer, &request, crate_path),
        };
        quote!(#(#checks)* #value)
    }

    /// The client: that of the setting, or the field `http`.
    fn client(&self, outer: &CallSettings, crate_path: &CratePath) -> TokenStream {
        if let Some(client) = self.settings.client.or(&outer.client) {
            let span = client.span();
            let api = crate_path.api_at(span);
            return quote_spanned!(span=> #api::client(&#client));
        }
        // The compiler reports a missing field `http` once, at the type of the `impl`, or at `self` of a lone call.
        let this = self.func.sig.receiver().map_or_else(Span::call_site, |receiver| receiver.self_token.span);
        let span = outer.self_span.unwrap_or(this);
        let (http, api) = (Ident::new("http", span), crate_path.api_at(span));
        let this = Ident::new("self", this.located_at(span));
        quote_spanned!(span=> #api::client(&#this.#http))
    }

    /// `<T as Trait>::item` of the return type with its span, so that a wrong type is one error.
    fn returned_as(&self, name: &str, item: &str, crate_path: &CratePath) -> TokenStream {
        let returned = match &self.func.sig.output {
            ReturnType::Type(_, ty) => ty.to_token_stream(),
            ReturnType::Default => quote!(()),
        };
        let span = returned.span();
        let returned = end_at(returned, span);
        let (api, name, item) = (crate_path.api_at(span), Ident::new(name, span), Ident::new(item, span));
        quote_spanned!(span=> <#returned as #api::#name>::#item)
    }

    /// Sends the request and reads the response.
    fn read(&self, outer: &CallSettings, request: &TokenStream, crate_path: &CratePath) -> TokenStream {
        let result = |item| self.returned_as("CallResult", item, crate_path);
        let at = func::return_type(&self.func.sig).map_or_else(Span::call_site, |ty| ty.span());
        // Errors about the value point at its type.
        let place = match &self.mapping {
            Some(mapping) => mapping.from.span(),
            None => func::return_type(&self.func.sig).map_or_else(Span::call_site, func::value_span),
        };
        let (root, api) = (crate_path.api(), crate_path.api_at(place));
        let settings = &self.settings;
        let has_select = settings.select.or(&outer.select).is_some();
        let has_missing = settings.missing.or(&outer.missing).is_some();
        let looks_into = has_select || has_missing || settings.reject.or(&outer.reject).is_some();
        // Locals have the span of the return type as well, so that a wrong one is one error. A closure must not see their names.
        let site = if self.mapping.is_some() { at.resolved_at(Span::mixed_site()) } else { at };
        let local = |name| format_ident!("__call_{name}", span = site);
        let (sent, response, head) = (local("request"), local("response"), local("head"));
        let (value, error) = (local("value"), local("error"));
        let (target_of, target, map) = match &self.mapping {
            Some(Mapping { from, closure }) => {
                let map = quote!(let #value = (#closure)(#value););
                (None, quote_spanned!(place=> #api::Target::<#from>::NEW), Some(map))
            }
            None => {
                let (name, target) = (local("target"), result("TARGET"));
                (Some(quote!(let #name = #target;)), name.to_token_stream(), None)
            }
        };
        let selects = has_select.then(|| quote_spanned!(place=> #target.value().selects();));
        let looks_into = looks_into.then(|| quote_spanned!(place=> #target.value().looks_into();));
        let read = Ident::new(if has_missing { "read_or_default" } else { "read" }, place);
        let read = quote_spanned!(place=> #target.value().#read(#response));
        let join = quote_spanned!(at=> #target.join(#head, #value));
        let head_of = quote_spanned!(place=> #target.head(&#response));
        let (from_output, from_error) = (result("from_output"), result("from_error"));
        let from_output = quote_spanned!(at=> #from_output(#value));
        let from_error = quote_spanned!(at=> #from_error(#error));
        // Without `?`, which causes a second error if the return type is not a `Result`.
        let or_return = |result_of: TokenStream| {
            quote! {
                match #result_of {
                    ::core::result::Result::Ok(#value) => #value,
                    ::core::result::Result::Err(#error) => return #from_error,
                }
            }
        };
        let (fetched, read) =
            (or_return(quote_spanned!(at=> #target.value().fetch(#sent).await)), or_return(read));
        quote! {
            #[allow(unused_imports)]
            use #root::traits::*;
            let #sent = #request;
            #target_of
            #selects
            #looks_into
            let #response = #fetched;
            let #head = #head_of;
            let #value = #read;
            let #value = #join;
            #map
            #from_output
        }
    }

    fn part(&self, part: &PathPart) -> TokenStream {
        match part {
            PathPart::Text(text) => quote!(.text(#text)),
            PathPart::Placeholder(name) => {
                let argument = self.arguments.iter().find(|argument| argument.name == *name);
                let ident = argument.map(|argument| argument.ident);
                let span = argument.map_or_else(|| self.path.span(), |argument| argument.ty.span());
                match argument.map(|argument| &argument.destination) {
                    Some(Destination::PathSegments) => quote_spanned!(span=> .path_segments(#name, &#ident)),
                    _ => quote_spanned!(span=> .path(#name, &#ident)),
                }
            }
        }
    }
}

impl Argument<'_> {
    /// Does not compile if the destination of the argument is ambiguous.
    fn check(&self, crate_path: &CratePath) -> TokenStream {
        if self.is_marked || self.destination != Destination::Json {
            return TokenStream::new();
        }
        let (ident, span) = (self.ident, self.ident.span());
        let (root, api) = (crate_path.api(), crate_path.api_at(span));
        let check = quote_spanned!(span=> #api::Unmarked(&#ident).is_body(););
        quote! {
            {
                #[allow(unused_imports)]
                use #root::traits::*;
                #check
            }
        }
    }

    /// The builder call that adds the argument to the request. Path arguments are part of the URL already.
    fn bind(&self) -> TokenStream {
        let (ident, span) = (self.ident, self.ty.span());
        match &self.destination {
            Destination::Path | Destination::PathSegments => TokenStream::new(),
            Destination::Query(name) => quote_spanned!(span=> .query(#name, &#ident)),
            Destination::QueryComma(name) => quote_spanned!(span=> .query_comma(#name, &#ident)),
            Destination::QueryBrackets(name) => quote_spanned!(span=> .query_brackets(#name, &#ident)),
            Destination::QueryFields => quote_spanned!(span=> .query_fields(&#ident)),
            Destination::Header(name) => quote_spanned!(span=> .header(#name, &#ident)),
            Destination::HeaderFields => quote_spanned!(span=> .header_fields(&#ident)),
            Destination::Json => quote_spanned!(span=> .json(&#ident)),
            Destination::JsonWithoutNull => quote_spanned!(span=> .json_without_null(&#ident)),
            Destination::JsonField { name, skip_none } => {
                quote_spanned!(span=> .json_field(#name, &#ident, #skip_none))
            }
            Destination::Form => quote_spanned!(span=> .form(&#ident)),
            Destination::FormField(name) => quote_spanned!(span=> .form_field(#name, &#ident)),
            Destination::Part(name) => quote_spanned!(span=> .part(#name, &#ident)),
            Destination::Body(content_type) => quote_spanned!(span=> .body(#content_type, &#ident)),
            Destination::Xml => quote_spanned!(span=> .xml(&#ident)),
            Destination::Url => quote_spanned!(span=> .url(&#ident)),
            Destination::Options => quote_spanned!(span=> .options(&#ident)),
        }
    }
}
