//! The method with its body. Cannot fail.

use super::argument::Argument;
use super::call::Call;
use super::call_settings::CallSettings;
use super::place::Kind;
use super::template::Part;
use crate::crate_path::CratePath;
use crate::func::{self, Func};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{FnArg, Ident, ReturnType, Signature};

/// The constant and the method with a body that is never run, where errors were found: what uses them does not fail as well.
/// `settings` are those of the call, as far as they are known: an unknown preset is an error beside the others.
pub fn fallback(func: &Func, settings: Option<&CallSettings>, crate_path: &CratePath) -> TokenStream {
    let presets = settings.map(|settings| named_presets(settings, crate_path));
    let (signature, constant) = (bare(&func.sig), func::constant(func));
    let (attrs, vis, conditions) = (&func.attrs, &func.vis, func::cfg_attrs(func));
    let api = quote!(#crate_path::__private::api);
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

/// Names the presets of the settings, so that the compiler checks their names.
pub fn named_presets(settings: &CallSettings, crate_path: &CratePath) -> TokenStream {
    let presets = settings.presets();
    quote!(#(let _ = #crate_path::Preset::#presets;)*)
}

/// The signature without the attributes of its arguments, which are ours.
fn bare(sig: &Signature) -> Signature {
    let mut sig = sig.clone();
    for arg in &mut sig.inputs {
        if let FnArg::Typed(arg) = arg {
            arg.attrs.clear();
        }
    }
    sig
}

/// `Get` of `GET`
fn variant(method: &str) -> String {
    let (first, rest) = method.split_at(1);
    first.to_owned() + &rest.to_lowercase()
}

impl Call<'_> {
    /// The constant that describes the call, and the method. `outer` is what the `impl` says of all its calls.
    pub fn expand(&self, outer: &CallSettings) -> TokenStream {
        let crate_path =
            if self.settings.crate_path.is_given() { &self.settings.crate_path } else { &outer.crate_path };
        let (crate_path, api) = (crate_path.to_token_stream(), quote!(#crate_path::__private::api));
        let Func { attrs, vis, sig, .. } = self.func;
        let signature = bare(sig);
        let description = self.description(outer, &api, &crate_path);
        let body = self.body(outer, &api, &crate_path);
        quote! {
            #description
            #(#attrs)*
            #vis #signature { #body }
        }
    }

    fn description(&self, outer: &CallSettings, api: &TokenStream, crate_path: &TokenStream) -> TokenStream {
        let (vis, constant) = (&self.func.vis, func::constant(self.func));
        let name = self.func.sig.ident.unraw().to_string();
        let (path, method) = (self.path.value(), &self.method);
        let doc = format!("`{method} {path}`");
        let verb = format_ident!("{}", variant(&method.to_string()), span = method.span());
        let settings = self.settings.expand(outer, &name, api, crate_path);
        let conditions = func::cfg_attrs(self.func);
        quote! {
            #(#conditions)*
            #[doc = #doc]
            #vis const #constant: #api::Operation =
                #api::Operation::new(#name, #api::Method::#verb, #path)#settings;
        }
    }

    fn body(&self, outer: &CallSettings, api: &TokenStream, crate_path: &TokenStream) -> TokenStream {
        let path_parts = self.template.parts.iter().map(|part| self.part(part));
        let query = self.template.query.iter().map(|query| quote!(.query_text(#query)));
        let arguments = self.arguments.iter().map(Argument::bind);
        // At `self`, where the compiler then says that there is no field `http`.
        let this = self.func.sig.receiver().map(|receiver| &receiver.self_token);
        let http = quote_spanned!(this.span()=> #this.http);
        let constant = func::constant(self.func);
        let request =
            quote!(#http.request(const { &Self::#constant })#(#path_parts)* #(#query)* #(#arguments)*);
        let output = match &self.func.sig.output {
            ReturnType::Type(_, ty) => ty.to_token_stream(),
            ReturnType::Default => quote!(()),
        };
        match func::returned(&self.func.sig) {
            Some(returned) if func::is_paged(returned) => quote!(#api::Paged::new(#request)),
            _ => self.read(outer, &request, &output, api, crate_path),
        }
    }

    /// Sends the request and reads the answer.
    fn read(
        &self,
        outer: &CallSettings,
        request: &TokenStream,
        output: &TokenStream,
        api: &TokenStream,
        crate_path: &TokenStream,
    ) -> TokenStream {
        let returned = func::returned(&self.func.sig).and_then(|ty| func::argument_of(ty, "Result"));
        if returned.is_some_and(func::is_download) {
            return quote!(#api::Download::open(#request).await);
        }
        let wrapped = returned.and_then(|ty| func::argument_of(ty, "Reply"));
        // Names that no argument has, even if it is called so.
        let hidden = |name| Ident::new(name, Span::mixed_site());
        let (answer, value) = (hidden("__answer"), hidden("__value"));
        let (target, map) = match (&self.mapping, wrapped) {
            (Some(mapping), _) => {
                let (from, closure) = (&mapping.from, &mapping.closure);
                (from.to_token_stream(), Some(quote!(let #value = (#closure)(#value);)))
            }
            (None, Some(inner)) => (inner.to_token_stream(), None),
            (None, None) => (quote!(<#output as #crate_path::__private::Outcome>::Output), None),
        };
        // At the type, where the author has to mend it if it cannot be read.
        let place = returned.map_or_else(|| output.span(), |ty| wrapped.unwrap_or(ty).span());
        let missing = self.settings.missing.or(&outer.missing);
        let read = if missing.is_none() { "read" } else { "read_or_default" };
        let read = Ident::new(read, place);
        let select = self.settings.select.or(&outer.select);
        let select = select.map(|_| quote_spanned!(place=> #api::Target::<#target>::NEW.selects();));
        let read = |from: TokenStream| quote_spanned!(place=> #api::Target::<#target>::NEW.#read(#from)?);
        let reply = match wrapped {
            None => read(quote!(#answer)),
            Some(_) => {
                let read = read(quote!(#api::Clone::clone(&#answer)));
                quote!(#api::Reply::new(&#answer, #read))
            }
        };
        quote! {
            #[allow(unused_imports)]
            use #api::{Json as _, Own as _};
            #select
            let #answer = #request.send().await?;
            let #value = #reply;
            #map
            ::core::result::Result::Ok(#value)
        }
    }

    fn part(&self, part: &Part) -> TokenStream {
        match part {
            Part::Text(text) => quote!(.text(#text)),
            Part::Placeholder(name) => {
                let argument = self.arguments.iter().find(|argument| argument.name == *name);
                let ident = argument.map(|argument| argument.ident);
                let span = argument.map_or_else(|| self.path.span(), |argument| argument.ty.span());
                match argument.map(|argument| &argument.kind) {
                    Some(Kind::PathSegments) => quote_spanned!(span=> .path_segments(#name, &#ident)),
                    _ => quote_spanned!(span=> .path(#name, &#ident)),
                }
            }
        }
    }
}

impl Argument<'_> {
    /// The call that puts the argument into the request; a path argument is there already.
    fn bind(&self) -> TokenStream {
        let (ident, span) = (self.ident, self.ty.span());
        match &self.kind {
            Kind::Path | Kind::PathSegments => TokenStream::new(),
            Kind::Query(name) => quote_spanned!(span=> .query(#name, &#ident)),
            Kind::QueryComma(name) => quote_spanned!(span=> .query_comma(#name, &#ident)),
            Kind::QueryBrackets(name) => quote_spanned!(span=> .query_brackets(#name, &#ident)),
            Kind::QueryFields => quote_spanned!(span=> .query_fields(&#ident)),
            Kind::Header(name) => quote_spanned!(span=> .header(#name, &#ident)),
            Kind::HeaderFields => quote_spanned!(span=> .header_fields(&#ident)),
            Kind::Json => quote_spanned!(span=> .json(&#ident)),
            Kind::JsonWithoutNull => quote_spanned!(span=> .json_without_null(&#ident)),
            Kind::JsonField { name, skip_none } => {
                quote_spanned!(span=> .json_field(#name, &#ident, #skip_none))
            }
            Kind::Form => quote_spanned!(span=> .form(&#ident)),
            Kind::FormField(name) => quote_spanned!(span=> .form_field(#name, &#ident)),
            Kind::Part(name) => quote_spanned!(span=> .part(#name, &#ident)),
            Kind::Body(content_type) => quote_spanned!(span=> .body(#content_type, &#ident)),
            Kind::Xml => quote_spanned!(span=> .xml(&#ident)),
            Kind::Url => quote_spanned!(span=> .url(&#ident)),
            Kind::Options => quote_spanned!(span=> .options(&#ident)),
        }
    }
}
