//! The method with its body. Cannot fail.

use super::Call;
use super::argument::{Argument, Kind};
use super::template::Part;
use crate::func::Func;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, ReturnType, Signature};

/// The method with a body that is never run, where errors were found: what calls it does not fail as well.
pub fn fallback(func: &Func) -> TokenStream {
    let signature = bare(&func.sig);
    let (attrs, vis) = (&func.attrs, &func.vis);
    let unused = quote!(#[allow(unused_variables)]);
    quote!(#(#attrs)* #unused #vis #signature { loop {} })
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

impl Call<'_> {
    pub fn expand(&self) -> TokenStream {
        let Self { func, method, path, krate, .. } = self;
        let api = quote!(#krate::__private::api);
        let (attrs, vis, signature) = (&func.attrs, &func.vis, bare(&func.sig));
        let path_parts = self.template.parts.iter().map(|part| self.part(part));
        let arguments = self.arguments.iter().map(Argument::bind);
        let output = match &func.sig.output {
            ReturnType::Type(_, ty) => ty.to_token_stream(),
            ReturnType::Default => quote!(()),
        };
        // At `self`, where the compiler then says that there is no field `http`.
        let this = func.sig.receiver().map(|receiver| &receiver.self_token);
        let http = quote_spanned!(this.span()=> #this.http);
        // At the return type, where the author has to mend it if it cannot be read.
        let read = quote_spanned! {output.span()=>
            #api::Target::<<#output as #krate::__private::Outcome>::Output>::NEW.read(__reply)?
        };
        quote! {
            #(#attrs)*
            #vis #signature {
                #[allow(unused_imports)]
                use #api::Json as _;
                let __request = #http.request(#api::Method::#method, #path)#(#path_parts)* #(#arguments)*;
                let __reply = __request.send().await?;
                let __value = #read;
                ::core::result::Result::Ok(__value)
            }
        }
    }

    fn part(&self, part: &Part) -> TokenStream {
        match part {
            Part::Text(text) => quote!(.text(#text)),
            Part::Placeholder(name) => {
                let argument = self.arguments.iter().find(|argument| argument.name == *name);
                let ident = argument.map(|argument| argument.ident);
                let span = argument.map_or_else(|| self.path.span(), |argument| argument.ty.span());
                quote_spanned!(span=> .path(#name, &#ident))
            }
        }
    }
}

impl Argument<'_> {
    /// The call that puts the argument into the request; a path argument is there already.
    fn bind(&self) -> TokenStream {
        let (ident, span) = (self.ident, self.ty.span());
        match &self.kind {
            Kind::Path => TokenStream::new(),
            Kind::Query(name) => quote_spanned!(span=> .query(#name, &#ident)),
            Kind::Header(name) => quote_spanned!(span=> .header(#name, &#ident)),
            Kind::Json => quote_spanned!(span=> .json(&#ident)),
            Kind::Form => quote_spanned!(span=> .form(&#ident)),
            Kind::FormField(name) => quote_spanned!(span=> .form_field(#name, &#ident)),
        }
    }
}
