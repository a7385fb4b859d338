//! Where each argument of a call goes.

use super::place::{self, Kind};
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
    pub kind: Kind,
}

/// Types that are one text, so that they are no body.
const SCALARS: [&str; 18] = [
    "str", "String", "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f32", "f64",
];

/// The arguments, each with its place. Those that have none are told.
pub fn all<'a>(
    func: &'a Func,
    template: &Template,
    method: &Ident,
    errors: &mut Errors,
) -> Vec<Argument<'a>> {
    let typed: Vec<_> = func::typed(&func.sig).collect();
    let unmarked = |arg: &&&PatType| {
        arg.attrs.is_empty() && !name_of(arg).is_some_and(|name| template.has(&name.unraw().to_string()))
    };
    let lone_body = match typed.iter().filter(unmarked).collect::<Vec<_>>()[..] {
        [one] => !is_scalar(&one.ty),
        _ => false,
    };
    typed.into_iter().filter_map(|arg| argument(arg, template, method, lone_body, errors)).collect()
}

fn name_of(arg: &PatType) -> Option<&Ident> {
    match &*arg.pat {
        Pat::Ident(pat) => Some(&pat.ident),
        _ => None,
    }
}

fn argument<'a>(
    arg: &'a PatType,
    template: &Template,
    method: &Ident,
    lone_body: bool,
    errors: &mut Errors,
) -> Option<Argument<'a>> {
    let Some(ident) = name_of(arg) else {
        errors.at(&arg.pat, "an argument of a call has a name");
        return None;
    };
    let name = ident.unraw().to_string();
    let kind = match &arg.attrs[..] {
        [] if template.has(&name) => Kind::Path,
        [] if matches!(method.to_string().as_str(), "GET" | "HEAD" | "DELETE") => Kind::Query(name.clone()),
        [] if lone_body => Kind::Json,
        [] => {
            errors.at(
                &arg.pat,
                format_args!("API006: where `{name}` goes is not clear\nhelp: mark it `#[query]`, `#[header(\"..\")]`, `#[json]` or `#[form]`"),
            );
            return None;
        }
        [attr] => place::of(attr, &name, errors)?,
        [_, second, ..] => {
            errors.at(
                second,
                format_args!("API006: `{name}` goes to one place\nhelp: leave out all attributes but one"),
            );
            return None;
        }
    };
    Some(Argument { name, ident, pat: &arg.pat, ty: &arg.ty, kind })
}

fn is_scalar(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_scalar(&reference.elem),
        _ => match func::argument_of(ty, "Option") {
            Some(inner) => is_scalar(inner),
            None => func::last_name(ty).is_some_and(|name| SCALARS.contains(&name.to_string().as_str())),
        },
    }
}
