//! The common part of `#[action]`, `#[trigger]` and `#[task]`: an `async fn` becomes a step.

mod arguments;
mod binding;
mod kind;
mod misplaced_attrs;

pub use kind::StepKind;

use crate::crate_path::CratePath;
use crate::docs;
use crate::errors::Errors;
use crate::func::{self, Func, source_text};
use crate::placement::misplaced;
use crate::schema::Json;
use crate::settings::Settings;
use arguments::{Argument, Role};
use binding::call;
use plugin_names::title as title_of;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, GenericParam, ReturnType, Signature, Type};

/// The function that describes a step for `plugin!`. The compiler warns that it is never used if the step is not listed, so its name
/// is the correction.
pub const STEP: &str = "must_be_listed_in_plugin_macro";

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
    let step = format_ident!("{STEP}");
    let inputs = borrowed_inputs(kind, func).map(func::elide_lifetimes);
    quote! {
        #[doc(hidden)]
        #[allow(dead_code, non_camel_case_types)]
        #vis enum #ident {}

        #[doc(hidden)]
        #[allow(dead_code)]
        impl #ident {
            pub const NAME: &'static ::core::primitive::str = #name;
            pub fn #step() -> #private::#step_of<#private::Nothing> {
                #(let _ = #private::fields_of::<#inputs>;)*
                loop {}
            }
        }
    }
}

/// The types of arguments by value that have a lifetime. The derive of their struct reports it.
fn borrowed_inputs<'a>(kind: &StepKind, func: &'a Func) -> impl Iterator<Item = &'a Type> {
    let values = func::typed_arguments(&func.sig).map(|arg| &*arg.ty);
    let values: Vec<_> = values.filter(|ty| !matches!(ty, Type::Reference(_))).collect();
    // The events are the last one.
    let inputs = values.len() - usize::from(kind.has_events && !values.is_empty());
    values.into_iter().take(inputs).filter(|ty| func::has_lifetime(ty))
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
    let takes_events = arguments.iter().any(|argument| argument.role == Role::Events);
    if kind.has_events && !takes_events && !arguments::has_named(func, "events") {
        let help = "help: add `events: Events<Output>`";
        errors.at(&sig.ident, format_args!("{} needs an argument for its events\n{help}", kind.noun));
    }
    let schedule = Json::of(settings, "schedule", errors);
    let timeout = settings.milliseconds("timeout", errors);
    let crate_path = settings.crate_path(errors);
    let name =
        settings.step_name("name", errors).map_or_else(|| sig.ident.unraw().to_string(), |name| name.value());
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
    check_output(kind, sig, errors);
    if let Some(schedule) = schedule.as_ref().filter(|schedule| schedule.kind() != "object") {
        let help = r#"help: write `schedule = {"title": "Schedule", "type": "string"}`"#;
        errors.at(&schedule.tokens, format_args!("a schedule is the description of a field\n{help}"));
    }
    let (description, output) = (description?, output?);
    let is_fine = errors.is_empty() && borrowed_inputs(kind, func).next().is_none();
    is_fine.then_some(StepModel {
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
    // A lifetime of the input is reported where its struct is defined.
    let is_generic = sig.generics.params.iter().any(|param| !matches!(param, GenericParam::Lifetime(_)));
    if is_generic {
        errors.at(
            &sig.generics,
            format_args!(
                "{} cannot be generic: its schema is fixed when the plugin is built\nhelp: use concrete types",
                kind.noun
            ),
        );
    } else if !sig.generics.params.is_empty() && borrowed_inputs(kind, func).next().is_none() {
        let help = format!("help: remove `{}`", source_text(&sig.generics));
        errors.at(&sig.generics, format_args!("{} has no lifetimes\n{help}", kind.noun));
    }
    if func.body.to_string() == ";" {
        errors.at(&func.body, format_args!("{} needs a body", kind.noun));
    }
}

fn check_output(kind: &StepKind, sig: &Signature, errors: &mut Errors) {
    let noun = kind.noun;
    match &sig.output {
        ReturnType::Default => {
            let help = format!("help: write `-> {}` if it has no output", kind.empty);
            let after = sig.paren_token.span.close();
            errors.push(syn::Error::new(after, format!("{noun} returns a `Result`\n{help}")));
        }
        ReturnType::Type(_, ty) if matches!(**ty, Type::ImplTrait(_)) => {
            let help = "help: write the struct of the output: `-> Result<Output>`";
            errors.at(ty, format_args!("{noun} returns a `Result`, not an `impl`\n{help}"));
        }
        ReturnType::Type(..) => {}
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
        let empty_state = self.argument(&[Role::State]).map(|state| self.can_be_empty(state.ty));
        let step = self.step();
        let span = ident.span();
        let (step_name, private_at) = (Ident::new(STEP, span), crate_path.private_at(span));
        // Only `plugin!` of the same crate can list a step of a program. The compiler does not check what other crates can use.
        let listed_by = match std::env::var_os("CARGO_BIN_NAME") {
            Some(_) => quote_spanned!(span=> pub(crate)),
            None => quote_spanned!(span=> pub),
        };
        // With the span of the function's name, where the compiler reports a step that is not listed.
        let describe = quote_spanned! {span=>
            #[doc(hidden)]
            #listed_by fn #step_name() -> #private_at::#step_of<#borrowed> {
                #[allow(unused_imports)]
                use #private::traits::*;
                #(#checks)*
                #one_output
                #empty_state
                #private::#step_of::new(#step)
            }
        };
        let attrs: Vec<_> = func.attrs.iter().filter(|attr| is_inherited(attr)).collect();
        // An enum with the name of the function holds the constants of the step. `use` imports both. The function itself is used, so
        // that the compiler reports a step that `plugin!` does not list once.
        quote! {
            #(#attrs)*
            #[doc = #doc]
            #[allow(non_camel_case_types)]
            #vis enum #ident {}

            #(#attrs)*
            const _: () = { let _ = #ident; };

            #(#attrs)*
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

                #describe
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
        let (run, call) = (self.run(), call());
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
                run: |#call| #run,
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
        match self.argument(&[Role::State]) {
            // The compiler checks the state here too.
            Some(Argument { ty, .. }) => {
                quote_spanned!(span=> #private::stateful_task_output::<#output, #ty>())
            }
            None => {
                let function = format_ident!("{}_output", self.kind.name);
                quote_spanned!(span=> #private::#function::<#output>())
            }
        }
    }

    /// Does not compile if the output of a task has more than one field, since only one is sent.
    fn has_one_output(&self) -> TokenStream {
        let (output, span) = (self.output(), self.output.span());
        let private = self.crate_path.private_at(span);
        quote_spanned! {span=>
            const _: () = <#private::OutputCheck<{ #output.count <= 1 }> as #private::IsOneField>::CHECKED;
        }
    }

    /// Does not compile if the state of a task cannot be `{}`, as the first run has it.
    fn can_be_empty(&self, state: &Type) -> TokenStream {
        let (output, span) = (self.output(), state.span());
        let private = self.crate_path.private_at(span);
        quote_spanned! {span=>
            const _: () = <#private::StateCheck<{ #output.needs_state }> as #private::CanBeEmpty>::CHECKED;
        }
    }

    fn run(&self) -> TokenStream {
        let (ident, output, call) = (&self.func.sig.ident, self.output(), call());
        let takes = self.arguments.iter().map(|argument| argument.take(&self.crate_path));
        let no_input =
            self.argument(&[Role::Input, Role::InputOrConfig]).is_none().then(|| quote!(#call.no_input()?;));
        let no_state = (self.kind.has_state && self.argument(&[Role::State]).is_none())
            .then(|| quote!(#call.no_state()?;));
        let passed = self.arguments.iter().map(|argument| argument.pass(&self.crate_path));
        // With the span of the function's name, where the compiler reports a future that is not `Send`.
        quote_spanned! {ident.span()=>
            ::std::boxed::Box::pin(async move {
                #no_input
                #(#takes)*
                #no_state
                #call.begin();
                (#output.finish)(&#call, #ident(#(#passed),*).await)
            })
        }
    }
}

/// Whether an attribute of the function applies to the generated items too: a condition, or an allowed lint.
fn is_inherited(attr: &Attribute) -> bool {
    attr.path().is_ident("cfg") || attr.path().is_ident("allow")
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
