//! Assigns a role to each argument of a step. The position of an argument and whether it is borrowed decide; the compiler
//! checks its type, and so knows aliases and full paths.

use super::kind::StepKind;
use crate::errors::Errors;
use crate::func::{self, Func, source_text};
use syn::{FnArg, Pat, PatType, Type, TypeReference};

/// An argument and its role.
pub struct Argument<'a> {
    pub role: Role,
    /// Without `&` if the argument is borrowed.
    pub ty: &'a Type,
}

/// The roles in their order.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub enum Role {
    Connection,
    /// The only argument, borrowed: the connection or the context.
    ConnectionOrContext,
    Input,
    /// The only value of a task: the input or the configuration.
    InputOrConfig,
    State,
    Events,
    Config,
    Context,
}

/// The arguments with their roles. Mistakes are reported and left out.
pub fn assign_roles<'a>(kind: &StepKind, func: &'a Func, errors: &mut Errors) -> Vec<Argument<'a>> {
    let values: Vec<_> = func::typed_arguments(&func.sig).filter(|arg| as_reference(arg).is_none()).collect();
    let mut arguments: Vec<Argument<'_>> = Vec::new();
    for (index, arg) in func.sig.inputs.iter().enumerate() {
        let FnArg::Typed(arg) = arg else {
            let help = "help: `connection: &Connection` holds its state";
            errors.at(arg, format_args!("{} is a free function and has no `self`\n{help}", kind.noun));
            continue;
        };
        let argument = match as_reference(arg) {
            Some(reference) => {
                let is_only = func.sig.inputs.len() == 1;
                borrowed_argument(kind, arg, reference, &arguments, is_only, errors)
            }
            None => value_argument(kind, arg, index == 0, &values, &arguments, errors),
        };
        let Some(argument) = argument else { continue };
        let is_late = arguments.last().is_some_and(|last| argument.role < last.role);
        match is_late {
            true => errors.at(
                arg,
                format_args!(
                    "{} takes its arguments in this order: {}\nhelp: move this argument forward",
                    kind.noun,
                    order(kind)
                ),
            ),
            false => arguments.push(argument),
        }
    }
    arguments
}

/// The first borrowed argument is the connection, a later one the context.
fn borrowed_argument<'a>(
    kind: &StepKind,
    arg: &'a PatType,
    reference: &'a TypeReference,
    before: &[Argument<'_>],
    is_only: bool,
    errors: &mut Errors,
) -> Option<Argument<'a>> {
    let ty = &*reference.elem;
    let is_value = is_named(arg, "input")
        || kind.has_state && is_named(arg, "state")
        || kind.has_events && is_named(arg, "events");
    let role = match before {
        _ if reference.mutability.is_some() && !is_value => {
            errors.at(
                &arg.ty,
                format_args!(
                    "{} borrows its arguments without `mut`\nhelp: write `&{}`",
                    kind.noun,
                    source_text(ty)
                ),
            );
            return None;
        }
        _ if is_named(arg, "input") => {
            let input = match source_text(ty) {
                text if text == "str" || text.starts_with('[') => {
                    "Input`, a struct with named fields".to_owned()
                }
                text => text + "`",
            };
            errors.at(&arg.ty, format_args!("{} takes its input by value\nhelp: write `{input}", kind.noun));
            return None;
        }
        _ if kind.has_state && is_named(arg, "state") => {
            let help = format!("help: write `{}`", source_text(ty));
            errors.at(&arg.ty, format_args!("{} takes its state by value\n{help}", kind.noun));
            return None;
        }
        _ if kind.has_events && is_named(arg, "events") => {
            errors.at(
                &arg.ty,
                format_args!("{} takes its events by value\nhelp: write `{}`", kind.noun, source_text(ty)),
            );
            return None;
        }
        [] if is_only => Role::ConnectionOrContext,
        [] => Role::Connection,
        _ if is_named(arg, "connection") => {
            errors.at(arg, "the connection is the first argument, the input the second\nhelp: swap them");
            return None;
        }
        [.., last] if last.role == Role::Context => {
            report_too_many(kind, arg, errors);
            return None;
        }
        _ => Role::Context,
    };
    Some(Argument { role, ty })
}

/// The role of an argument by value follows from its name, its position and the other values.
fn value_argument<'a>(
    kind: &StepKind,
    arg: &'a PatType,
    is_first: bool,
    values: &[&PatType],
    before: &[Argument<'_>],
    errors: &mut Errors,
) -> Option<Argument<'a>> {
    let ty = &*arg.ty;
    if is_first && is_named(arg, "connection") {
        errors
            .at(ty, format_args!("{} borrows its connection\nhelp: write `&{}`", kind.noun, source_text(ty)));
        return None;
    }
    if is_named(arg, "context") {
        errors.at(ty, format_args!("{} borrows its context\nhelp: write `&{}`", kind.noun, source_text(ty)));
        return None;
    }
    let is_last = values.last().is_some_and(|last| std::ptr::eq(*last, arg));
    if errors.is_empty()
        && let Some(message) = misplaced_events(kind, ty, is_last)
    {
        errors.at(arg, message);
        return None;
    }
    if let (true, [inner]) =
        (func::type_name(ty).is_some_and(|name| name == "Option"), &func::type_arguments(ty)[..])
    {
        let help = format!("help: write `{}`, with fields that are an `Option`", source_text(inner));
        errors.at(ty, format_args!("{} has no optional argument\n{help}", kind.noun));
        return None;
    }
    let has = |role| before.iter().any(|argument| argument.role == role);
    let role = if kind.has_state && is_named(arg, "state") && !has(Role::State) {
        Role::State
    } else if kind.has_events && is_last {
        Role::Events
    } else if kind.has_state && values.len() == 1 {
        Role::InputOrConfig
    } else if kind.has_state && is_last && (has(Role::State) || has(Role::Input)) {
        Role::Config
    } else if !has(Role::Input) {
        Role::Input
    } else {
        report_too_many(kind, arg, errors);
        return None;
    };
    Some(Argument { role, ty })
}

/// The error of an argument of the type `Events` in the wrong place. For an alias of it the compiler has another message.
fn misplaced_events(kind: &StepKind, ty: &Type, is_last: bool) -> Option<String> {
    func::type_name(ty).filter(|name| *name == "Events")?;
    match (kind.has_events, is_last) {
        (false, _) => Some(format!(
            "{} has no events\nhelp: write `#[trigger]` in place of `#[{}]`",
            kind.noun, kind.name
        )),
        (true, false) => {
            Some("the events come after the input\nhelp: move this argument behind the input".to_owned())
        }
        (true, true) => None,
    }
}

fn order(kind: &StepKind) -> &'static str {
    match (kind.has_state, kind.has_events) {
        (true, _) => "connection, input, state, configuration, context",
        (_, true) => "connection, input, events, context",
        _ => "connection, input, context",
    }
}

fn report_too_many(kind: &StepKind, arg: &PatType, errors: &mut Errors) {
    let most = match (kind.has_state, kind.has_events) {
        (true, _) => "a connection, an input, a `state`, a `CustomConfig` and a context",
        (_, true) => "a connection, an input, `Events` and a context",
        _ => "a connection, an input and a context",
    };
    let help = "help: make it a field of the input";
    errors.at(arg, format_args!("{} takes at most {most}\n{help}", kind.noun));
}

fn as_reference(arg: &PatType) -> Option<&TypeReference> {
    match &*arg.ty {
        Type::Reference(reference) => Some(reference),
        _ => None,
    }
}

/// Whether an argument has the name, whatever its type.
pub fn has_named(func: &Func, name: &str) -> bool {
    func::typed_arguments(&func.sig).any(|arg| is_named(arg, name))
}

fn is_named(arg: &PatType, name: &str) -> bool {
    matches!(&*arg.pat, Pat::Ident(pat) if pat.ident == name || pat.ident == format!("_{name}"))
}
