//! What a step's function takes, each at most once and always in the same order.

use super::kind::StepKind;
use crate::errors::Errors;
use crate::func::{self, Func, shown};
use syn::{FnArg, Pat, PatType, Type};

/// Connection, input, state or events, configuration, context.
#[derive(Default)]
pub struct Arguments<'a> {
    pub connection: Option<&'a Type>,
    pub input: Option<&'a Type>,
    pub state: Option<&'a Type>,
    pub events: Option<&'a Type>,
    pub config: bool,
    pub context: bool,
}

/// The places in their order.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Place {
    Connection,
    Input,
    State,
    Events,
    Config,
    Context,
}

impl<'a> Arguments<'a> {
    pub fn of(kind: &StepKind, func: &'a Func, errors: &mut Errors) -> Self {
        let mut arguments = Self::default();
        let mut last = None;
        for arg in &func.sig.inputs {
            let FnArg::Typed(arg) = arg else {
                let help = "help: `connection: &Connection` holds what it needs";
                errors.at(arg, format_args!("{} is a free function, there is no `self`\n{help}", kind.a));
                continue;
            };
            let place = arguments.take(kind, arg, errors);
            match (last, place) {
                (Some(last), Some(place)) if place < last => out_of_order(place, arg, errors),
                _ => last = place.or(last),
            }
        }
        arguments
    }

    /// Puts an argument into its place, and tells what is wrong with it.
    fn take(&mut self, kind: &StepKind, arg: &'a PatType, errors: &mut Errors) -> Option<Place> {
        match &*arg.ty {
            Type::Reference(reference) if reference.mutability.is_some() => {
                let help = format!("help: write `&{}`", shown(&reference.elem));
                errors.at(&arg.ty, format_args!("{} shares what it borrows\n{help}", kind.a));
                None
            }
            Type::Reference(reference) if is_called(&reference.elem, "Context") && !self.context => {
                self.context = true;
                Some(Place::Context)
            }
            Type::Reference(reference) if self.connection.is_none() && !is_named(arg, "input") => {
                self.connection = Some(&reference.elem);
                Some(Place::Connection)
            }
            Type::Reference(reference) => {
                let help = format!("help: write `{}`", shown(&reference.elem));
                errors.at(&arg.ty, format_args!("{} takes its input by value\n{help}", kind.a));
                None
            }
            ty if is_called(ty, "Context") => {
                errors.at(ty, format_args!("{} borrows its context\nhelp: write `&Context`", kind.a));
                None
            }
            ty if self.connection.is_none() && is_named(arg, "connection") => {
                let help = format!("help: write `&{}`", shown(ty));
                errors.at(ty, format_args!("{} borrows its connection\n{help}", kind.a));
                self.connection = Some(ty);
                Some(Place::Connection)
            }
            ty if kind.has_state && is_called(ty, "CustomConfig") && !self.config => {
                self.config = true;
                Some(Place::Config)
            }
            ty if kind.has_state && is_named(arg, "state") && self.state.is_none() => {
                self.state = Some(ty);
                Some(Place::State)
            }
            ty if kind.has_events && is_called(ty, "Events") && self.events.is_none() => {
                self.events = Some(ty);
                Some(Place::Events)
            }
            ty if self.input.is_none() => {
                self.input = Some(ty);
                Some(Place::Input)
            }
            _ => {
                too_many(kind, arg, errors);
                None
            }
        }
    }
}

fn out_of_order(place: Place, arg: &PatType, errors: &mut Errors) {
    match place {
        Place::Connection => {
            errors.at(arg, "the connection is the first argument, the input the second\nhelp: swap them");
        }
        _ => errors.at(
            arg,
            "the arguments have an order: connection, input, state or events, configuration, context\nhelp: move this one forward",
        ),
    }
}

fn too_many(kind: &StepKind, arg: &PatType, errors: &mut Errors) {
    let most = match (kind.has_state, kind.has_events) {
        (true, _) => "a connection, an input, a `state`, a `CustomConfig` and a context",
        (_, true) => "a connection, an input, `Events` and a context",
        _ => "a connection, an input and a context",
    };
    let help = "help: put what else it needs into its input";
    errors.at(arg, format_args!("{} takes at most {most}\n{help}", kind.a));
}

fn is_called(ty: &Type, name: &str) -> bool {
    func::last_name(ty).is_some_and(|last| last == name)
}

fn is_named(arg: &PatType, name: &str) -> bool {
    matches!(&*arg.pat, Pat::Ident(pat) if pat.ident == name || pat.ident == format!("_{name}"))
}
