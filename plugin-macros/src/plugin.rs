//! `plugin!`: lists the parts of a plugin.

use crate::crate_path::CratePath;
use crate::errors::{Errors, did_you_mean};
use crate::func::source_text;
use crate::step::STEP;
use plugin_names::{identifier, is_identifier};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use std::path::PathBuf;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Path, Token, Type, bracketed, token};

const KEYS: [&str; 8] = ["title", "vendor", "name", "connection", "actions", "triggers", "tasks", "crate"];

const USAGE: &str = "title: \"Example\", vendor: \"acme\", connection: Connection, actions: [get_user]";

pub fn expand(input: TokenStream) -> TokenStream {
    let mut errors = Errors::new("PLG004");
    let parsed = (|input: ParseStream<'_>| parse(input)).parse2(input.clone()).map_err(add_usage);
    let plugin = errors.take(parsed).map(|(plugin, mistakes)| {
        mistakes.into_iter().for_each(|mistake| errors.push(mistake));
        check(&plugin, &mut errors);
        plugin
    });
    let generated = match plugin {
        Some(plugin) if errors.is_empty() => plugin.expand(),
        // `main` calls this function, and must not cause a further error.
        other => {
            let crate_path = CratePath::new(other.and_then(|plugin| plugin.crate_path));
            let steps = steps_in(input);
            quote! {
                fn plugin() -> #crate_path::Plugin {
                    #(let _ = <#steps>::NAME;)*
                    loop {}
                }
            }
        }
    };
    let errors = errors.finish();
    quote!(#generated #errors)
}

/// Adds an example to an error of syn, which has none.
fn add_usage(error: syn::Error) -> syn::Error {
    match error.to_string() {
        text if text.contains("help: ") || text.contains(USAGE) => error,
        text => syn::Error::new(error.span(), format!("{text}\nhelp: write `{USAGE}`")),
    }
}

#[derive(Default)]
struct PluginModel {
    given: Vec<Ident>,
    title: Option<LitStr>,
    vendor: Option<LitStr>,
    name: Option<LitStr>,
    connection: Option<Type>,
    actions: Vec<Path>,
    triggers: Vec<Path>,
    tasks: Vec<Path>,
    crate_path: Option<Path>,
}

/// Parses `key: value, ..`. An unknown key is reported, and its value is skipped.
fn parse(input: ParseStream<'_>) -> syn::Result<(PluginModel, Vec<syn::Error>)> {
    let (mut plugin, mut mistakes) = (PluginModel::default(), Vec::new());
    while !input.is_empty() {
        let key = Ident::parse_any(input)?;
        input.parse::<Token![:]>()?;
        match key.to_string().as_str() {
            "title" => plugin.title = Some(parse_string(&key, input)?),
            "vendor" => plugin.vendor = Some(parse_string(&key, input)?),
            "name" => plugin.name = Some(parse_string(&key, input)?),
            "connection" => plugin.connection = Some(parse_type(input)?),
            "crate" => plugin.crate_path = Some(input.call(Path::parse_mod_style)?),
            "actions" => plugin.actions = parse_list(input)?,
            "triggers" => plugin.triggers = parse_list(input)?,
            "tasks" => plugin.tasks = parse_list(input)?,
            other => {
                let near = did_you_mean(other, KEYS);
                let help = match other {
                    "version" | "description" => {
                        format!("remove it: the {other} is that of the package in Cargo.toml")
                    }
                    _ => format!("write `{USAGE}`"),
                };
                let message = format!("unknown key `{other}`{near}\nhelp: {help}");
                mistakes.push(syn::Error::new(key.span(), message));
                while !input.is_empty() && !input.peek(Token![,]) {
                    input.parse::<TokenTree>()?;
                }
            }
        }
        if let Some(first) = plugin.given.iter().find(|given| **given == key) {
            let message = format!("`{key}` is given twice\nhelp: remove one");
            let mut mistake = syn::Error::new(key.span(), message);
            mistake.combine(syn::Error::new(first.span(), "first given here"));
            mistakes.push(mistake);
        }
        plugin.given.push(key);
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok((plugin, mistakes))
}

fn parse_string(key: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let message = |error: syn::Error| {
        syn::Error::new(error.span(), format!("`{key}` takes a string literal, as in `{USAGE}`"))
    };
    input.parse().map_err(message)
}

fn parse_type(input: ParseStream<'_>) -> syn::Result<Type> {
    let message = "expected the type of the connection, as in `connection: Connection`";
    input.parse().map_err(|error: syn::Error| syn::Error::new(error.span(), message))
}

fn parse_list(input: ParseStream<'_>) -> syn::Result<Vec<Path>> {
    let content;
    bracketed!(content in input);
    let paths = content.parse_terminated(parse_step, Token![,])?;
    Ok(paths.into_iter().collect())
}

fn parse_step(input: ParseStream<'_>) -> syn::Result<Path> {
    if let Ok(name) = input.fork().parse::<LitStr>() {
        let help = format!("help: write `{}`", name.value());
        return Err(syn::Error::new(
            name.span(),
            format!("a step is listed by its name, without quotes\n{help}"),
        ));
    }
    let path = input.call(Path::parse_mod_style)?;
    match input.peek(token::Paren) {
        true => {
            let help = format!("help: write `{}`", source_text(&path));
            Err(syn::Error::new_spanned(path, format!("a step is listed by its name, without `()`\n{help}")))
        }
        false => Ok(path),
    }
}

/// The steps in the lists of a `plugin!` that cannot be parsed, so that their imports are used.
fn steps_in(input: TokenStream) -> Vec<Path> {
    let lists = input.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => Some(group.stream()),
        _ => None,
    });
    let parse = |list: TokenStream| Punctuated::<Path, Token![,]>::parse_terminated.parse2(list).ok();
    lists.filter_map(parse).flatten().collect()
}

fn check(plugin: &PluginModel, errors: &mut Errors) {
    for (key, value) in [("title", &plugin.title), ("vendor", &plugin.vendor)] {
        let given = plugin.given.iter().any(|given| given == key);
        match value {
            None if !given => errors.push(syn::Error::new(
                Span::call_site(),
                format!("a plugin needs a `{key}`\nhelp: write `{USAGE}`"),
            )),
            Some(value) if value.value().trim().is_empty() => {
                errors.at(value, format_args!("the `{key}` is empty"))
            }
            _ => {}
        }
    }
    check_identifiers(plugin, errors);
}

/// Checks the names that are parts of paths and of file names.
fn check_identifiers(plugin: &PluginModel, errors: &mut Errors) {
    let is_valid = |name: &str| name.is_empty() || (is_identifier(name) && name == name.to_lowercase());
    for (key, value) in [("vendor", &plugin.vendor), ("name", &plugin.name)] {
        let Some(name) = value.as_ref().map(LitStr::value).filter(|name| !is_valid(name)) else { continue };
        let help = format!("help: write `{key}: \"{}\"`", identifier(&name));
        errors.at(value, format_args!("the `{key}` has lowercase letters, digits and `_` only\n{help}"));
    }
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    if let (None, Some(violation)) = (&plugin.name, package_violation(&package)) {
        errors.push(syn::Error::new(Span::call_site(), violation));
    }
}

/// Why the package cannot give the plugin its name. Cargo allows capital letters.
fn package_violation(package: &str) -> Option<String> {
    let lowercase = package.to_lowercase();
    let message = || {
        format!(
            "the plugin has the name of its package, `{package}`, but can have no capital letters\n\
             help: write `name = \"{lowercase}\"` in Cargo.toml, or `name: \"{}\"` here",
            identifier(package)
        )
    };
    (package != lowercase).then(message)
}

impl PluginModel {
    fn expand(&self) -> TokenStream {
        let crate_path = CratePath::new(self.crate_path.clone());
        let private = crate_path.private();
        let changelog = include_changelog();
        let (title, vendor) = (&self.title, &self.vendor);
        let name = match &self.name {
            Some(name) => quote!(#name),
            None => quote!(::core::env!("CARGO_PKG_NAME")),
        };
        let connection = self.connection.as_ref().map(|ty| {
            let call = quote_spanned!(ty.span()=> <#ty as #private::IsConnection>::connection());
            quote!(.connection(#call))
        });
        let lists = [("action", &self.actions), ("trigger", &self.triggers), ("task", &self.tasks)];
        let unique = lists.map(|(kind, list)| check_unique(kind, list, &crate_path));
        let steps = lists.map(|(kind, list)| self.add_steps(kind, list));
        quote! {
            /// The plugin: its name, its connection and its steps.
            pub fn plugin() -> #crate_path::Plugin {
                #[allow(unused_imports)]
                use #private::traits::*;
                #(#unique)*
                let __plugin = #private::Builder::new(#private::Info {
                    name: #private::name_of_package(#name),
                    title: #title,
                    vendor: #vendor,
                    version: ::core::env!("CARGO_PKG_VERSION"),
                    description: ::core::env!("CARGO_PKG_DESCRIPTION"),
                    manifest: ::core::include_str!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")),
                    changelog: #changelog,
                })#connection;
                #(#steps)*
                <#crate_path::Plugin as ::core::convert::From<_>>::from(__plugin.build())
            }
        }
    }

    /// Adds each step to the plugin. The span of the entry marks a step of another kind or with another connection. A missing
    /// connection is one error for all entries, at the key of the first list.
    fn add_steps(&self, kind: &str, list: &[Path]) -> TokenStream {
        let is_list = |given: &&Ident| ["actions", "triggers", "tasks"].iter().any(|list| *given == list);
        let key = self.given.iter().find(is_list);
        let steps = list.iter().map(|path| {
            let span = last_span(path);
            let name = |text: &str| Ident::new(text, span);
            let (method, kind, step) = (name(&format!("into_{kind}")), name(kind), name(STEP));
            let step = quote_spanned!(span=> <#path>::#step().#method());
            // The variable of `plugin()`, also if the name of the step is an argument of `macro_rules!`.
            let plugin = Ident::new("__plugin", span.resolved_at(Span::call_site()));
            match (&self.connection, key) {
                (None, Some(key)) => quote_spanned! {key.span()=>
                    let __step = #step;
                    let #plugin = #plugin.#kind(__step.without_connection());
                },
                _ => quote_spanned! {span=>
                    let __connection = #plugin.connection_type();
                    let __step = #step.with_connection_of(__connection);
                    let #plugin = #plugin.#kind(__step);
                },
            }
        });
        quote!(#(#steps)*)
    }
}

/// The place of the name of a step.
fn last_span(path: &Path) -> Span {
    path.segments.last().map_or_else(Span::call_site, |last| last.ident.span())
}

/// The text of CHANGELOG.md next to Cargo.toml; empty if the file does not exist.
fn include_changelog() -> TokenStream {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    match folder.is_some_and(|folder| folder.join("CHANGELOG.md").is_file()) {
        true => {
            quote!(::core::include_str!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/CHANGELOG.md")))
        }
        false => quote!(""),
    }
}

/// Checks that names are unique, with one check per step, so that the error points at the entry.
fn check_unique(kind: &str, list: &[Path], crate_path: &CratePath) -> TokenStream {
    let checks = list.iter().enumerate().skip(1).map(|(index, path)| {
        let (span, earlier) = (last_span(path), &list[..index]);
        let (private, is_taken) =
            (crate_path.private_at(span), format_ident!("__{}_{index}", kind.to_uppercase()));
        quote_spanned! {span=>
            const #is_taken: ::core::primitive::bool = #private::is_among(<#path>::NAME, &[#(<#earlier>::NAME),*]);
            const _: () = <#private::NameCheck<#is_taken> as #private::IsUnique>::CHECKED;
        }
    });
    quote!(#(#checks)*)
}

#[cfg(test)]
mod tests {
    use super::package_violation;

    #[test]
    fn a_package_with_capital_letters_gets_a_valid_name() {
        assert_eq!(package_violation("my-plugin"), None);
        let expected = "the plugin has the name of its package, `My-Plugin`, but can have no capital letters\n\
                        help: write `name = \"my-plugin\"` in Cargo.toml, or `name: \"my_plugin\"` here";
        assert_eq!(package_violation("My-Plugin").unwrap(), expected);
    }
}
