//! `#[api_call]` on a method without a body: parse, model, check, expand.

mod argument;
mod expand;
mod template;

use crate::errors::{Errors, did_you_mean};
use crate::func::{self, Func};
use crate::krate::CratePath;
use crate::settings::{CRATE, Key, Settings};
use argument::Argument;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, ReceiverKind, Token};
use template::Template;

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

const KEYS: &[Key] = &[CRATE];

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
    let line = errors.take(syn::parse2::<Line>(line));
    let func = match syn::parse2::<Func>(item.clone()) {
        Ok(func) => func,
        Err(error) => {
            errors.push(error);
            errors.at(&item, format_args!("`#[api_call]` goes on a method without a body\nhelp: write `async fn name(&self) -> Result<T>;`"));
            return errors.finish();
        }
    };
    let call = line.and_then(|line| model(line, &func, &mut errors));
    let generated = match call {
        Some(call) if errors.is_empty() => call.expand(),
        _ => expand::fallback(&func),
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
    krate: CratePath,
}

fn model<'a>(line: Line, func: &'a Func, errors: &mut Errors) -> Option<Call<'a>> {
    let settings = Settings::parse_coded(line.settings, KEYS, "API013: ", errors);
    let krate = settings.crate_path(errors);
    check_method(&line.method, errors);
    check_signature(func, errors);
    let template = Template::parse(&line.path, errors)?;
    let arguments = argument::all(func, &template, &line.method, errors);
    check_placeholders(&template, &line.path, &arguments, errors);
    check_bodies(&line.method, &arguments, errors);
    Some(Call { func, method: line.method, path: line.path, template, arguments, krate })
}

fn check_method(method: &Ident, errors: &mut Errors) {
    let name = method.to_string();
    if !METHODS.contains(&name.as_str()) {
        let near = did_you_mean(&name.to_uppercase(), METHODS);
        errors.at(
            method,
            format_args!(
                "API008: unknown method `{name}`{near}\nhelp: known methods: {}",
                METHODS.join(", ")
            ),
        );
    }
}

fn check_signature(func: &Func, errors: &mut Errors) {
    let sig = &func.sig;
    if sig.asyncness.is_none() {
        errors.at(
            sig.fn_token,
            format_args!("API007: a call must be an `async fn`\nhelp: write `async fn {}(..)`", sig.ident),
        );
    }
    match sig.receiver() {
        Some(receiver) if !matches!(receiver.kind, ReceiverKind::Reference(_, _, None)) => {
            errors.at(receiver, "API018: a call shares its client\nhelp: write `&self`");
        }
        Some(_) => {}
        None => errors.at(
            &sig.ident,
            "API007: a call needs `&self`, whose field `http` is the client\nhelp: add `&self`",
        ),
    }
    if func::returned(sig).is_none() {
        let message =
            "API007: a call returns a `Result`\nhelp: write `-> Result<()>` if the answer does not matter";
        errors.push(syn::Error::new(sig.paren_token.span.close(), message));
    }
    if sig.generics.type_params().next().is_some() || sig.generics.const_params().next().is_some() {
        errors.at(
            &sig.generics,
            "API018: a call cannot be generic\nhelp: write this method by hand, or use concrete types",
        );
    }
    if func.body.to_string() != ";" {
        errors.at(&func.body, "the body of a call is written by `#[api_call]`\nhelp: put `;` in its place");
    }
}

/// Each placeholder has its argument, and each `#[path]` argument its placeholder.
fn check_placeholders(template: &Template, path: &LitStr, arguments: &[Argument<'_>], errors: &mut Errors) {
    for name in template.placeholders() {
        if !arguments.iter().any(|argument| argument.name == *name) {
            let near = did_you_mean(name, arguments.iter().map(|argument| argument.name.as_str()));
            errors.at(
                path,
                format_args!("API001: the path has `{{{name}}}`, but there is no argument `{name}`{near}"),
            );
        }
    }
    for argument in arguments {
        match argument.kind {
            argument::Kind::Path if !template.has(&argument.name) => errors.at(
                argument.pat,
                format_args!("API002: the path has no `{{{}}}`\nhelp: put it there, or mark the argument `#[query]`", argument.name),
            ),
            argument::Kind::Path if func::argument_of(argument.ty, "Option").is_some() => errors.at(
                argument.ty,
                format_args!("API016: `{}` stands in the path, so that it cannot be left out\nhelp: take it without `Option`", argument.name),
            ),
            _ => {}
        }
    }
}

/// At most one body, and none where the method has none.
fn check_bodies(method: &Ident, arguments: &[Argument<'_>], errors: &mut Errors) {
    let bodies: Vec<_> = arguments.iter().filter(|argument| argument.is_body()).collect();
    for (index, argument) in bodies.iter().enumerate() {
        if method == "GET" || method == "HEAD" {
            errors.at(
                argument.pat,
                format_args!(
                    "API003: a {method} has no body\nhelp: mark it `#[query]`, or write `POST` for `{method}`"
                ),
            );
        }
        if let Some(first) = bodies[..index].iter().find(|first| !first.goes_with(argument)) {
            errors.at(argument.pat, "API004: a request has one body");
            errors.at(first.pat, "the body is this one already");
        }
    }
}
