//! `#[connection]`: an `impl` with `connect` and `test` becomes the connection of a plugin.

use crate::crate_path::CratePath;
use crate::errors::Errors;
use crate::func::{self, source_text};
use crate::placement::misplaced;
use crate::settings::{CRATE, Key, Settings};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ImplItem, ImplItemFn, ItemImpl, ReceiverKind, Signature, Type};

const KEYS: &[Key] = &[CRATE];

const CONNECT: &str = "pub async fn connect(input: ConnectionInput) -> Result<Self>";
const TEST: &str = "pub async fn test(&self) -> Result<()>";
const TEST_TASK: &str = "pub async fn test_task(&self, task: &str) -> Result<()>";

pub fn expand(settings: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new("PLG003");
    let settings = Settings::parse(settings, KEYS, &mut errors);
    let generated = match syn::parse2::<ItemImpl>(item.clone()) {
        Ok(block) => match build_model(&block, &settings, &mut errors) {
            Some(connection) => Some(connection.expand()),
            None => fallback(&block, &settings.crate_path(&mut errors)),
        },
        Err(error) => {
            let help = |_: &str| "put it above `impl Connection`".to_owned();
            errors.push(misplaced("connection", "an `impl`", &item, help).unwrap_or(error));
            None
        }
    };
    let errors = errors.finish();
    quote!(#item #generated #errors)
}

/// A connection that is never opened, so that `plugin!` causes no further errors.
fn fallback(block: &ItemImpl, crate_path: &CratePath) -> Option<TokenStream> {
    let is_plain = block.trait_.is_none() && block.generics.params.is_empty();
    let (private, ty) = (crate_path.private(), &block.self_ty);
    is_plain.then(|| {
        quote! {
            #[doc(hidden)]
            impl #private::IsConnection for #ty {
                fn connection() -> #private::ConnectionOf<Self> { loop {} }
            }
        }
    })
}

struct ConnectionModel<'a> {
    ty: &'a Type,
    input: &'a Type,
    /// The places of the return types of `connect`, `test` and `test_task`, where the compiler reports a wrong one.
    returned: (Span, Span, Option<Span>),
    crate_path: CratePath,
}

fn build_model<'a>(
    block: &'a ItemImpl,
    settings: &Settings,
    errors: &mut Errors,
) -> Option<ConnectionModel<'a>> {
    if let Some((path, _)) = &block.trait_ {
        let help = "help: put it above `impl Connection`";
        errors.at(
            path,
            format_args!("`#[connection]` applies to the `impl` of a type, not of a trait\n{help}"),
        );
        return None;
    }
    if !block.generics.params.is_empty() {
        errors.at(
            &block.generics,
            "a connection cannot be generic: its schema is fixed when the plugin is built",
        );
    }
    let connect = require_method(block, "connect", CONNECT, errors);
    let test = require_method(block, "test", TEST, errors);
    let test_task = functions(block).find(|function| function.sig.ident == "test_task");
    let input = connect.and_then(|connect| check_connect(&connect.sig, errors));
    if let Some(test) = test {
        check_test(&test.sig, TEST, 0, errors);
    }
    if let Some(test_task) = test_task {
        check_test(&test_task.sig, TEST_TASK, 1, errors);
    }
    let crate_path = settings.crate_path(errors);
    let input = input?;
    let place = |method: Option<&ImplItemFn>| {
        method.and_then(|method| func::return_type(&method.sig)).map_or_else(Span::call_site, |ty| ty.span())
    };
    let returned = (place(connect), place(test), test_task.map(|method| place(Some(method))));
    errors.is_empty().then(|| ConnectionModel { ty: &block.self_ty, input, returned, crate_path })
}

fn functions(block: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    })
}

fn require_method<'a>(
    block: &'a ItemImpl,
    name: &str,
    usage: &str,
    errors: &mut Errors,
) -> Option<&'a ImplItemFn> {
    let found = functions(block).find(|function| function.sig.ident == name);
    if found.is_none() {
        errors.at(&block.self_ty, format_args!("a connection needs `{name}`\nhelp: add `{usage}`"));
    }
    found
}

fn check_async(sig: &Signature, usage: &str, errors: &mut Errors) {
    if sig.asyncness.is_none() {
        errors.at(sig.fn_token, format_args!("`{}` must be an `async fn`\nhelp: write `{usage}`", sig.ident));
    }
    if func::return_type(sig).is_none() {
        errors.at(&sig.ident, format_args!("`{}` returns a `Result`\nhelp: write `{usage}`", sig.ident));
    }
}

/// Checks the signature of `connect`, and returns the type of its input.
fn check_connect<'a>(sig: &'a Signature, errors: &mut Errors) -> Option<&'a Type> {
    check_async(sig, CONNECT, errors);
    let arguments: Vec<_> = func::typed_arguments(sig).collect();
    match arguments[..] {
        _ if sig.receiver().is_some() => {
            errors.at(
                sig.receiver(),
                format_args!("`connect` creates the connection and has no `self`\nhelp: write `{CONNECT}`"),
            );
            None
        }
        [argument] => match &*argument.ty {
            Type::Reference(reference) => {
                let input = source_text(&reference.elem);
                errors.at(
                    &argument.ty,
                    format_args!("`connect` takes its input by value\nhelp: write `{input}`"),
                );
                None
            }
            ty => Some(ty),
        },
        _ => {
            errors.at(
                &sig.ident,
                format_args!("`connect` takes one argument, the input\nhelp: write `{CONNECT}`"),
            );
            None
        }
    }
}

fn check_test(sig: &Signature, usage: &str, arguments: usize, errors: &mut Errors) {
    check_async(sig, usage, errors);
    let shared =
        matches!(sig.receiver().map(|receiver| &receiver.kind), Some(ReceiverKind::Reference(_, _, None)));
    if !shared || func::typed_arguments(sig).count() != arguments {
        errors
            .at(&sig.inputs, format_args!("`{}` has the wrong arguments\nhelp: write `{usage}`", sig.ident));
        if sig.inputs.is_empty() {
            errors.at(
                &sig.ident,
                format_args!("`{}` borrows the connection\nhelp: write `{usage}`", sig.ident),
            );
        }
    }
}

impl ConnectionModel<'_> {
    fn expand(&self) -> TokenStream {
        let Self { ty, input, crate_path, returned, .. } = self;
        let private = crate_path.private();
        let (at_connect, at_test) = (crate_path.private_at(returned.0), crate_path.private_at(returned.1));
        // With the hygiene of the macro, also if the return type comes from another macro.
        let (input_name, connection) = (quote!(__input), quote!(__connection));
        let connected = quote_spanned!(returned.0=> <#ty>::connect(#input_name).await);
        let connected = quote_spanned!(returned.0=> #at_connect::into_connection(#connected));
        let tested = quote_spanned!(returned.1=> #at_test::downcast::<#ty>(#connection)?.test().await);
        let tested = quote_spanned!(returned.1=> #at_test::test_reply(#tested));
        let probe = quote_spanned!(input.span()=> #private::is_input::<#input>(););
        let test_task = match returned.2 {
            Some(span) => {
                let (at_test, task) = (crate_path.private_at(span), quote!(__task));
                let tested =
                    quote_spanned!(span=> #at_test::downcast::<#ty>(#connection)?.test_task(#task).await);
                let tested = quote_spanned!(span=> #at_test::test_reply(#tested));
                quote! {
                    ::core::option::Option::Some(|__connection, __task| ::std::boxed::Box::pin(async move { #tested }))
                }
            }
            None => quote!(::core::option::Option::None),
        };
        let name = ty.to_token_stream();
        quote! {
            #[doc(hidden)]
            impl #private::IsConnection for #name {
                fn connection() -> #private::ConnectionOf<Self> {
                    #probe
                    #private::ConnectionOf::new(#private::Connector {
                        input: #private::fields_of::<#input>,
                        connect: |__parameters| ::std::boxed::Box::pin(async move {
                            let __input = #private::parameters::<#input>(__parameters)?;
                            #connected
                        }),
                        test: |__connection| ::std::boxed::Box::pin(async move {
                            #tested
                        }),
                        test_task: #test_task,
                    })
                }
            }
        }
    }
}
