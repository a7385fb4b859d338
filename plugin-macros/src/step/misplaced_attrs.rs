//! Removes attributes of the framework that have no effect on a step, so that each is one error.

use crate::errors::Errors;
use crate::func::Func;
use crate::placement::OF_ARGUMENTS;
use quote::ToTokens;
use syn::{Attribute, FnArg};

/// Reports and removes them. Returns whether there were any.
pub fn remove(func: &mut Func, errors: &mut Errors) -> bool {
    let (all, arguments) = (func.attrs.len(), &mut func.sig.inputs);
    func.attrs.retain(|attr| {
        let is_second = is_named(attr, &["action", "trigger", "task"]);
        if is_second {
            let name = attr.path().to_token_stream();
            let message =
                format!("a function is one step, and `#[{name}]` is its second attribute\nhelp: remove one");
            errors.at(attr.path(), message);
        }
        !is_second
    });
    let mut is_changed = func.attrs.len() < all;
    for argument in arguments {
        let attrs = match argument {
            FnArg::Typed(argument) => &mut argument.attrs,
            FnArg::Receiver(argument) => &mut argument.attrs,
        };
        attrs.retain(|attr| {
            let is_of_call = is_named(attr, &OF_ARGUMENTS);
            if is_of_call {
                let name = attr.path().to_token_stream();
                let help = "help: remove it; the fields of the input have `#[field(..)]`";
                let message =
                    format!("`#[{name}]` applies to an argument of a call, not to one of a step\n{help}");
                errors.at(attr.path(), message);
            }
            is_changed |= is_of_call;
            !is_of_call
        });
    }
    is_changed
}

fn is_named(attr: &Attribute, names: &[&str]) -> bool {
    attr.path().segments.last().is_some_and(|segment| names.iter().any(|name| segment.ident == name))
}
