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
    /// It is the body because it is the only argument without an attribute. The compiler checks its type.
    pub is_assumed: bool,
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
    typed.into_iter().filter_map(|arg| bind(arg, template, method, lone_body, errors)).collect()
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
    let is_assumed = arg.attrs.is_empty() && destination == Destination::Json;
    Some(Argument { name, ident, pat: &arg.pat, ty: &arg.ty, destination, is_assumed })
}
