//! Parses a function or a method; the body stays tokens.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, format_ident};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, GenericArgument, Ident, PathArguments, ReturnType, Signature, Type, Visibility};

/// A half-written `body` does not break the macro, since it is not parsed. It may be `;`.
pub struct Func {
    pub attrs: Vec<Attribute>,
    pub vis: Visibility,
    pub sig: Signature,
    pub body: TokenStream,
}

impl Parse for Func {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attrs: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            sig: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl ToTokens for Func {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attrs);
        self.vis.to_tokens(tokens);
        self.sig.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}

/// The arguments except `self`.
pub fn typed_arguments(sig: &Signature) -> impl Iterator<Item = &syn::PatType> {
    sig.inputs.iter().filter_map(|arg| match arg {
        FnArg::Typed(arg) => Some(arg),
        FnArg::Receiver(_) => None,
    })
}

/// The return type, if one is written.
pub fn return_type(sig: &Signature) -> Option<&Type> {
    match &sig.output {
        ReturnType::Type(_, ty) => Some(ty),
        ReturnType::Default => None,
    }
}

/// The span of the innermost type, `User` of `Result<Option<User>>`: errors about the value point there.
pub fn value_span(ty: &Type) -> Span {
    match &type_arguments(ty)[..] {
        [first, ..] => innermost_span(first),
        [] => ty.span(),
    }
}

fn innermost_span(ty: &Type) -> Span {
    match &type_arguments(ty)[..] {
        [only] => innermost_span(only),
        _ => ty.span(),
    }
}

/// The last name of a path, `Events` of `plugin_core::Events<User>`.
pub fn type_name(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}

/// The type arguments of a type, `User` of `Vec<User>`.
pub fn type_arguments(ty: &Type) -> Vec<&Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    let arguments = path.path.segments.last().map(|segment| &segment.arguments);
    let Some(PathArguments::AngleBracketed(arguments)) = arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// Whether a lifetime is written in the type.
pub fn has_lifetime(ty: &Type) -> bool {
    ty.to_token_stream().to_string().contains('\'')
}

/// The type with `'_` in place of its lifetimes.
pub fn elide_lifetimes(ty: &Type) -> TokenStream {
    elide(ty.to_token_stream())
}

fn elide(tokens: TokenStream) -> TokenStream {
    let mut is_lifetime = false;
    let elided = tokens.into_iter().map(|token| {
        let follows = std::mem::take(&mut is_lifetime);
        match token {
            TokenTree::Ident(name) if follows => TokenTree::Ident(Ident::new("_", name.span())),
            TokenTree::Punct(mark) => {
                is_lifetime = mark.as_char() == '\'';
                TokenTree::Punct(mark)
            }
            token => token,
        }
    });
    elided.collect()
}

/// The `#[cfg(..)]` attributes of a method, which its constant needs too.
pub fn cfg_attrs(func: &Func) -> impl Iterator<Item = &Attribute> {
    func.attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
}

/// The name of the constant that describes a call: `GET_USER` for `get_user`.
pub fn constant(func: &Func) -> Ident {
    format_ident!("{}", func.sig.ident.unraw().to_string().to_uppercase(), span = func.sig.ident.span())
}

/// Tokens as an author writes them, for messages.
pub fn source_text(tokens: impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let text = text
        .replace(" :: ", "::")
        .replace(" <", "<")
        .replace("< ", "<")
        .replace(" >", ">")
        .replace(" ,", ",");
    text.replace("& ", "&").replace("& '", "&'")
}
