//! Binds each argument of a call to its destination.

use super::destination::{self, Destination};
use super::template::Template;
use crate::errors::Errors;
use crate::func::{self, Func};
use syn::ext::IdentExt;
use syn::{Ident, Pat, PatType, Type};

pub struct Argument<'a> {
    pub name: String,
    pub ident: &'a Ident,
    pub pat: &'a Pat,
    pub ty: &'a Type,
    pub destination: Destination,
    /// It has an attribute.
    pub is_marked: bool,
}

/// The arguments with their destinations. Arguments without one are reported.
pub fn bind_all<'a>(
    func: &'a Func,
    template: &Template,
    method: &Ident,
    errors: &mut Errors,
) -> Vec<Argument<'a>> {
    let typed: Vec<_> = func::typed_arguments(&func.sig).collect();
    let unmarked = |arg: &&&PatType| {
        arg.attrs.is_empty() && !name_of(arg).is_some_and(|name| template.has(&name.unraw().to_string()))
    };
    let lone_body = typed.iter().filter(unmarked).count() == 1;
    let is_argument = |name: &str| typed.iter().any(|arg| name_of(arg).is_some_and(|it| it.unraw() == name));
    let misses_argument = !template.placeholders().all(|name| is_argument(name));
    let bound =
        typed.iter().filter_map(|arg| bind(arg, template, method, lone_body, misses_argument, errors));
    bound.collect()
}

fn name_of(arg: &PatType) -> Option<&Ident> {
    match &*arg.pat {
        Pat::Ident(pat) => Some(&pat.ident),
        _ => None,
    }
}

fn bind<'a>(
    arg: &'a PatType,
    template: &Template,
    method: &Ident,
    lone_body: bool,
    misses_argument: bool,
    errors: &mut Errors,
) -> Option<Argument<'a>> {
    let Some(ident) = name_of(arg) else {
        errors.at(&arg.pat, "an argument of a call needs a name");
        return None;
    };
    let name = ident.unraw().to_string();
    let destination = match &arg.attrs[..] {
        [] if template.has(&name) => Destination::Path,
        [] if matches!(method.to_string().as_str(), "GET" | "HEAD" | "DELETE") => {
            Destination::Query(name.clone())
        }
        [] if lone_body => Destination::Json,
        // The missing argument is the mistake.
        [] if misses_argument => Destination::Query(name.clone()),
        [] => {
            errors.at(
                &arg.pat,
                format_args!("API006: the destination of `{name}` is ambiguous\nhelp: mark it `#[query]`, `#[header(\"..\")]`, `#[json]` or `#[form]`"),
            );
            return None;
        }
        [attr] => destination::parse(attr, &name, errors)?,
        [_, second, ..] => {
            errors.at(
                second,
                format_args!(
                    "API006: `{name}` has more than one destination\nhelp: keep one of the attributes"
                ),
            );
            return None;
        }
    };
    let is_marked = !arg.attrs.is_empty();
    Some(Argument { name, ident, pat: &arg.pat, ty: &arg.ty, destination, is_marked })
}
