//! `#[action]` on an `async fn`.

use crate::docs;
use crate::errors::Errors;
use crate::func::{self, Func, shown};
use crate::krate::CratePath;
use crate::settings::{CRATE, Key, Settings};
use crate::title;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{FnArg, Item, Type};

const KEYS: &[Key] = &[
    Key("name", "name = \"get_user\""),
    Key("title", "title = \"Get User\""),
    Key("description", "description = \"Find one user by ID\""),
    CRATE,
];

pub fn expand(settings: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let settings = Settings::parse(settings, KEYS, &mut errors);
    let generated = match syn::parse2::<Func>(item.clone()) {
        Ok(func) => model(&func, &settings, &mut errors).map(|action| action.expand()),
        Err(error) => {
            errors.push(not_a_function(&item).unwrap_or(error));
            None
        }
    };
    let errors = errors.finish();
    // The item is kept either way, so that what uses it does not fail as well.
    quote!(#item #generated #errors)
}

fn not_a_function(item: &TokenStream) -> Option<syn::Error> {
    let (keyword, kind): (TokenStream, _) = match syn::parse2(item.clone()).ok()? {
        Item::Struct(item) => (item.struct_token.into_token_stream(), "a struct"),
        Item::Enum(item) => (item.enum_token.into_token_stream(), "an enum"),
        Item::Impl(item) => (item.impl_token.into_token_stream(), "an impl"),
        Item::Mod(item) => (item.mod_token.into_token_stream(), "a module"),
        Item::Trait(item) => (item.trait_token.into_token_stream(), "a trait"),
        _ => return None,
    };
    let message = format!(
        "`#[action]` goes on an `async fn`, this is {kind}\nhelp: for inputs and outputs use `#[derive(Schema)]`"
    );
    Some(syn::Error::new_spanned(keyword, message))
}

struct Action<'a> {
    func: &'a Func,
    name: String,
    title: String,
    description: String,
    connection: Option<&'a Type>,
    input: Option<&'a Type>,
    context: bool,
    output: &'a Type,
    krate: CratePath,
}

/// What the function says, if it says all that is needed.
fn model<'a>(func: &'a Func, settings: &Settings, errors: &mut Errors) -> Option<Action<'a>> {
    let sig = &func.sig;
    check_signature(func, errors);
    let (connection, input, context) = arguments(func, errors);
    let krate = settings.crate_path(errors);
    let name =
        settings.string("name", errors).map_or_else(|| sig.ident.unraw().to_string(), |name| name.value());
    let title =
        settings.string("title", errors).map_or_else(|| title::from_name(&name), |title| title.value());
    let description = settings
        .string("description", errors)
        .map(|text| text.value())
        .or_else(|| docs::description(&func.attrs));
    if description.is_none() {
        errors.at(&sig.ident, "an action needs a description\nhelp: write a doc comment above it, or `#[action(description = \"..\")]`");
    }
    let output = func::returned(sig);
    if output.is_none() {
        let after = sig.paren_token.span.close();
        let message = "an action returns a `Result`\nhelp: write `-> Result<()>` when it has no output";
        errors.push(syn::Error::new(after, message));
    }
    let (description, output) = (description?, output?);
    errors.is_empty().then_some(Action {
        func,
        name,
        title,
        description,
        connection,
        input,
        context,
        output,
        krate,
    })
}

fn check_signature(func: &Func, errors: &mut Errors) {
    let sig = &func.sig;
    if sig.asyncness.is_none() {
        errors.at(
            sig.fn_token,
            format_args!("an action must be an `async fn`\nhelp: write `async fn {}(..)`", sig.ident),
        );
    }
    if !sig.generics.params.is_empty() {
        errors.at(
            &sig.generics,
            "an action cannot be generic: its schema is fixed when the plugin is built\nhelp: use concrete types",
        );
    }
    if func.body.to_string() == ";" {
        errors.at(&func.body, "an action has a body");
    }
}

/// Connection, input, context: each at most once, in this order.
fn arguments<'a>(func: &'a Func, errors: &mut Errors) -> (Option<&'a Type>, Option<&'a Type>, bool) {
    let (mut connection, mut input, mut context) = (None, None, false);
    for arg in &func.sig.inputs {
        let FnArg::Typed(arg) = arg else {
            errors.at(arg, "an action is a free function, there is no `self`\nhelp: `connection: &Connection` holds what it needs");
            continue;
        };
        match &*arg.ty {
            Type::Reference(reference) if reference.mutability.is_some() => {
                errors.at(&arg.ty, format_args!("an action shares what it borrows\nhelp: write `&{}`", shown(&reference.elem)));
            }
            Type::Reference(reference) if is_context(&reference.elem) && !context => context = true,
            _ if context => errors.at(arg, "the context is the last argument\nhelp: move it behind the others"),
            Type::Reference(reference) if input.is_some() && connection.is_none() => {
                errors.at(arg, format_args!("the connection is the first argument, the input the second\nhelp: swap them"));
                connection = Some(&*reference.elem);
            }
            Type::Reference(reference) if connection.is_none() => connection = Some(&*reference.elem),
            Type::Reference(reference) if input.is_none() => {
                errors.at(
                    &arg.ty,
                    format_args!("an action takes its input by value\nhelp: write `{}`", shown(&reference.elem)),
                );
                input = Some(&*reference.elem);
            }
            ty if is_context(ty) => errors.at(ty, "an action borrows its context\nhelp: write `&Context`"),
            ty if input.is_none() => input = Some(ty),
            _ => errors.at(
                arg,
                "an action takes at most a connection, an input and a context\nhelp: put what else it needs into its input",
            ),
        }
    }
    (connection, input, context)
}

fn is_context(ty: &Type) -> bool {
    func::last_name(ty).is_some_and(|name| name == "Context")
}

impl Action<'_> {
    fn expand(&self) -> TokenStream {
        let Self { func, name, title, description, krate, .. } = self;
        let (vis, ident) = (&func.vis, &func.sig.ident);
        let input = self.input.map_or_else(|| quote!(()), ToTokens::into_token_stream);
        let is_input = self.input.map(|input| {
            let private = krate.private_at(input.span());
            quote_spanned!(input.span()=> #private::is_input::<#input>();)
        });
        let output = self.output();
        let run = self.run();
        let action = match self.connection {
            Some(connection) => quote!(pub fn __action() -> #krate::__private::ActionOf<#connection>),
            None => quote!(pub fn __action<__C>() -> #krate::__private::ActionOf<__C>),
        };
        // An enum of the function's name holds what belongs to the action: `use` brings both, and a name that is not
        // listed in `plugin!` is dead code, which the compiler tells.
        quote! {
            #[doc(hidden)]
            #[allow(non_camel_case_types)]
            #vis enum #ident {}

            #[doc(hidden)]
            impl #ident {
                /// Name on the wire.
                #[allow(dead_code)]
                pub const NAME: &'static ::core::primitive::str = #name;
                /// Title for people.
                #[allow(dead_code)]
                pub const TITLE: &'static ::core::primitive::str = #title;
                /// What the action does.
                #[allow(dead_code)]
                pub const DESCRIPTION: &'static ::core::primitive::str = #description;

                #[doc(hidden)]
                #action {
                    #is_input
                    #krate::__private::ActionOf::new(#krate::__private::Step {
                        name: #name,
                        title: #title,
                        description: #description,
                        input: #krate::__private::fields_of::<#input>,
                        output: #output.table,
                        run: |__call| #run,
                    })
                }
            }
        }
    }

    /// All that depends on the return type, at that type: a mistake there is one error, with a message of ours.
    fn output(&self) -> TokenStream {
        let (output, span) = (self.output, self.output.span());
        let private = self.krate.private_at(span);
        quote_spanned!(span=> #private::output::<#output>())
    }

    fn run(&self) -> TokenStream {
        let (ident, output) = (&self.func.sig.ident, self.output());
        let input = match self.input {
            Some(input) => quote!(let __input = __call.input::<#input>()?;),
            None => quote!(__call.no_input()?;),
        };
        let context = self.context.then(|| quote!(let __context = __call.context();));
        let connection = self.connection.map(|ty| quote!(__call.connection::<#ty>()?));
        let arguments = [
            connection,
            self.input.map(|_| ident_tokens("__input")),
            self.context.then(|| quote!(&__context)),
        ];
        let arguments = arguments.into_iter().flatten();
        // At the name of the function, where the compiler then says that its future is not `Send`.
        quote_spanned! {ident.span()=>
            ::std::boxed::Box::pin(async move {
                #input
                #context
                __call.begin();
                (#output.finish)(&__call, #ident(#(#arguments),*).await)
            })
        }
    }
}

fn ident_tokens(name: &str) -> TokenStream {
    let ident: Ident = format_ident!("{name}");
    ident.into_token_stream()
}
