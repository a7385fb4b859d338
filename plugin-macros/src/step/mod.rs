//! The common part of `#[action]`, `#[trigger]` and `#[task]`: an `async fn` becomes a step.

mod arguments;
mod binding;
mod kind;
mod misplaced_attrs;

pub use kind::StepKind;

use crate::crate_path::CratePath;
use crate::docs;
use crate::errors::Errors;
use crate::func::{self, Func};
use crate::placement::misplaced;
use crate::schema::Json;
use crate::settings::Settings;
use arguments::{Argument, Role};
use plugin_names::title as title_of;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

pub fn expand(kind: &'static StepKind, settings: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new("PLG002");
    let settings = Settings::parse(settings, kind.keys, &mut errors);
    let mut kept = None;
    let generated = match syn::parse2::<Func>(item.clone()) {
        Ok(mut func) => {
            if misplaced_attrs::remove(&mut func, &mut errors) {
                kept = Some(func.to_token_stream());
            }
            match build_model(kind, &func, &settings, &mut errors) {
                Some(step) => Some(step.expand()),
                // An `impl` cannot contain the enum.
                None if func.sig.receiver().is_some() => None,
                None => Some(fallback(kind, &func, &settings.crate_path(&mut errors))),
            }
        }
        Err(error) => {
            errors.push(not_a_function_error(kind, &item).unwrap_or(error));
            None
        }
    };
    let errors = errors.finish();
    // The item is kept in any case, so that code that uses it causes no further errors.
    let item = kept.unwrap_or(item);
    quote!(#item #generated #errors)
}

/// A step that is never run, so that the list in `plugin!` causes no further errors.
fn fallback(kind: &StepKind, func: &Func, crate_path: &CratePath) -> TokenStream {
    let (vis, ident, name) = (&func.vis, &func.sig.ident, func.sig.ident.unraw().to_string());
    let (private, step_of) = (crate_path.private(), format_ident!("{}Of", title_of(kind.name)));
    quote! {
        #[doc(hidden)]
        #[allow(dead_code, non_camel_case_types)]
        #vis enum #ident {}

        #[doc(hidden)]
        #[allow(dead_code)]
        impl #ident {
            pub const NAME: &'static ::core::primitive::str = #name;
            pub fn __step() -> #private::#step_of<#private::Nothing> { loop {} }
        }
    }
}

fn not_a_function_error(kind: &StepKind, item: &TokenStream) -> Option<syn::Error> {
    misplaced(kind.name, "an `async fn`", item, |found| match found {
        "a struct" | "an enum" => "for inputs and outputs use `#[derive(Schema)]`".to_owned(),
        "an `impl`" => "put it above a function outside of the `impl`".to_owned(),
        _ => format!("write `#[{}]` above `async fn {}_name(..)`", kind.name, kind.name),
    })
}

struct StepModel<'a> {
    kind: &'static StepKind,
    func: &'a Func,
    name: String,
    title: String,
    description: String,
    arguments: Vec<Argument<'a>>,
    schedule: Option<Json>,
    timeout: Option<u64>,
    output: &'a Type,
    crate_path: CratePath,
}

/// The model of the step, or `None` if there are mistakes.
fn build_model<'a>(
    kind: &'static StepKind,
    func: &'a Func,
    settings: &Settings,
    errors: &mut Errors,
) -> Option<StepModel<'a>> {
    let sig = &func.sig;
    check_signature(kind, func, errors);
    let arguments = arguments::assign_roles(kind, func, errors);
    if kind.has_events && !arguments.iter().any(|argument| argument.role == Role::Events) {
        let help = "help: add `events: Events<Output>`";
        errors.at(&sig.ident, format_args!("{} needs an argument for its events\n{help}", kind.noun));
    }
    let schedule = Json::of(settings, "schedule", errors);
    let timeout = settings.milliseconds("timeout", errors);
    let crate_path = settings.crate_path(errors);
    let name =
        settings.wire_name("name", errors).map_or_else(|| sig.ident.unraw().to_string(), |name| name.value());
    let title = settings.string("title", errors).map_or_else(|| title_of(&name), |title| title.value());
    let description = settings
        .string("description", errors)
        .map(|text| text.value())
        .or_else(|| docs::description(&func.attrs));
    if description.is_none() {
        let help = format!("write a doc comment above it, or `#[{}(description = \"..\")]`", kind.name);
        errors.at(&sig.ident, format_args!("{} needs a description\nhelp: {help}", kind.noun));
    }
    let output = func::return_type(sig);
    if output.is_none() {
        let after = sig.paren_token.span.close();
        let message =
            format!("{} returns a `Result`\nhelp: write `-> {}` if it has no output", kind.noun, kind.empty);
        errors.push(syn::Error::new(after, message));
    }
    let (description, output) = (description?, output?);
    errors.is_empty().then_some(StepModel {
        kind,
        func,
        name,
        title,
        description,
        arguments,
        schedule,
        timeout,
        output,
        crate_path,
    })
}

fn check_signature(kind: &StepKind, func: &Func, errors: &mut Errors) {
    let sig = &func.sig;
    if sig.asyncness.is_none() {
        errors.at(
            sig.fn_token,
            format_args!("{} must be an `async fn`\nhelp: write `async fn {}(..)`", kind.noun, sig.ident),
        );
    }
    if !sig.generics.params.is_empty() {
        errors.at(
            &sig.generics,
            format_args!(
                "{} cannot be generic: its schema is fixed when the plugin is built\nhelp: use concrete types",
                kind.noun
            ),
        );
    }
    if func.body.to_string() == ";" {
        errors.at(&func.body, format_args!("{} needs a body", kind.noun));
    }
}

impl StepModel<'_> {
    fn expand(&self) -> TokenStream {
        let Self { kind, func, name, title, description, arguments, crate_path, .. } = self;
        let (vis, ident) = (&func.vis, &func.sig.ident);
        let private = crate_path.private();
        let step_of = format_ident!("{}Of", title_of(kind.name));
        let doc = format!(" Name, title and description of the {} [`{ident}`](fn@{ident}).", kind.name);
        let (borrowed, checks) =
            (self.borrowed(), arguments.iter().map(|argument| argument.check(crate_path)));
        let one_output = self.kind.has_state.then(|| self.has_one_output());
        let step = self.step();
        // An enum with the name of the function holds the constants of the step. `use` imports both, and the compiler reports a step
        // that `plugin!` does not list as dead code.
        quote! {
            #[doc = #doc]
            #[allow(non_camel_case_types)]
            #vis enum #ident {}

            impl #ident {
                /// Name on the wire.
                #[allow(dead_code)]
                pub const NAME: &'static ::core::primitive::str = #name;
                /// Title for people.
                #[allow(dead_code)]
                pub const TITLE: &'static ::core::primitive::str = #title;
                /// Description of the step.
                #[allow(dead_code)]
                pub const DESCRIPTION: &'static ::core::primitive::str = #description;

                #[doc(hidden)]
                pub fn __step() -> #private::#step_of<#borrowed> {
                    #(#checks)*
                    #one_output
                    #private::#step_of::new(#step)
                }
            }
        }
    }

    /// The description of the step for the engine.
    fn step(&self) -> TokenStream {
        let Self { name, title, description, crate_path, .. } = self;
        let private = crate_path.private();
        let (input, state) = (self.fields(&[Role::Input, Role::InputOrConfig]), self.fields(&[Role::State]));
        let output = match self.argument(&[Role::Events]) {
            Some(events) => events.fields(crate_path),
            None => {
                let output = self.output();
                quote!(#output.table)
            }
        };
        let schedule = optional(self.schedule.as_ref().map(|Json { text, .. }| quote!(#text)));
        let timeout = self.timeout.map(|time| quote!(::core::time::Duration::from_millis(#time)));
        let timeout = optional(timeout);
        let run = self.run();
        quote! {
            #private::Step {
                name: #name,
                title: #title,
                description: #description,
                input: #input,
                output: #output,
                state: #state,
                schedule: #schedule,
                timeout: #timeout,
                run: |__call| #run,
            }
        }
    }

    fn argument(&self, roles: &[Role]) -> Option<&Argument<'_>> {
        self.arguments.iter().find(|argument| roles.contains(&argument.role))
    }

    /// The type that the step borrows first: its connection, if it has one.
    fn borrowed(&self) -> TokenStream {
        match self.argument(&[Role::Connection, Role::ConnectionOrContext]) {
            Some(argument) => argument.ty.to_token_stream(),
            None => {
                let private = self.crate_path.private();
                quote!(#private::Nothing)
            }
        }
    }

    /// The function that returns the fields of the argument with one of these roles.
    fn fields(&self, roles: &[Role]) -> TokenStream {
        match self.argument(roles) {
            Some(argument) => argument.fields(&self.crate_path),
            None => {
                let private = self.crate_path.private();
                quote!(#private::fields_of::<()>)
            }
        }
    }

    /// All that depends on the return type, with its span: a wrong type is one error, with a message of the runtime crate.
    fn output(&self) -> TokenStream {
        let (output, span) = (self.output, self.output.span());
        let private = self.crate_path.private_at(span);
        let function = format_ident!("{}_output", self.kind.name);
        quote_spanned!(span=> #private::#function::<#output>())
    }

    /// Does not compile if the output of a task has more than one field, since only one is sent.
    fn has_one_output(&self) -> TokenStream {
        let (output, span) = (self.output(), self.output.span());
        let private = self.crate_path.private_at(span);
        quote_spanned! {span=>
            const _: () = <#private::OutputCheck<{ #output.count <= 1 }> as #private::IsOneField>::CHECKED;
        }
    }

    fn run(&self) -> TokenStream {
        let (ident, output) = (&self.func.sig.ident, self.output());
        let takes = self.arguments.iter().map(|argument| argument.take(&self.crate_path));
        let no_input =
            self.argument(&[Role::Input, Role::InputOrConfig]).is_none().then(|| quote!(__call.no_input()?;));
        let no_state = (self.kind.has_state && self.argument(&[Role::State]).is_none())
            .then(|| quote!(__call.no_state()?;));
        let passed = self.arguments.iter().map(|argument| argument.pass(&self.crate_path));
        // With the span of the function's name, where the compiler reports a future that is not `Send`.
        quote_spanned! {ident.span()=>
            ::std::boxed::Box::pin(async move {
                #no_input
                #(#takes)*
                #no_state
                __call.begin();
                (#output.finish)(&__call, #ident(#(#passed),*).await)
            })
        }
    }
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
