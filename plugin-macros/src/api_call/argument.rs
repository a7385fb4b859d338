//! Where each argument of a call goes.

use super::template::Template;
use crate::errors::{Errors, did_you_mean};
use crate::func::{self, Func};
use syn::ext::IdentExt;
use syn::{Attribute, Ident, LitStr, Meta, Pat, PatType, Type};

pub struct Argument<'a> {
    pub name: String,
    pub ident: &'a Ident,
    pub pat: &'a Pat,
    pub ty: &'a Type,
    pub kind: Kind,
}

/// Where it goes, and by which name.
pub enum Kind {
    Path,
    Query(String),
    Header(LitStr),
    Json,
    Form,
    FormField(String),
}

const ATTRIBUTES: [&str; 5] = ["path", "query", "header", "json", "form"];

/// Types that are one text, so that they are no body.
const SCALARS: [&str; 18] = [
    "str", "String", "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f32", "f64",
];

impl Argument<'_> {
    pub fn is_body(&self) -> bool {
        matches!(self.kind, Kind::Json | Kind::Form | Kind::FormField(_))
    }

    /// Several fields make up one form.
    pub fn goes_with(&self, other: &Self) -> bool {
        matches!((&self.kind, &other.kind), (Kind::FormField(_), Kind::FormField(_)))
    }
}

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
        [attr] => marked(attr, &name, errors)?,
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

fn marked(attr: &Attribute, name: &str, errors: &mut Errors) -> Option<Kind> {
    let key = attr.path().get_ident().map(ToString::to_string).unwrap_or_default();
    if !ATTRIBUTES.contains(&key.as_str()) {
        let near = did_you_mean(&key, ATTRIBUTES);
        errors.at(
            attr.path(),
            format_args!(
                "API013: unknown attribute `{key}`{near}\nhelp: known attributes: {}",
                ATTRIBUTES.join(", ")
            ),
        );
        return None;
    }
    let told: Option<LitStr> = match &attr.meta {
        Meta::Path(_) => None,
        Meta::List(list) => Some(errors.take(list.parse_args())?),
        Meta::NameValue(_) => {
            errors.at(attr, format_args!("the name stands in parentheses\nhelp: write `#[{key}(\"name\")]`"));
            return None;
        }
    };
    let own_name = || told.as_ref().map_or_else(|| name.to_owned(), LitStr::value);
    match key.as_str() {
        "query" => Some(Kind::Query(own_name())),
        "form" if told.is_some() => Some(Kind::FormField(own_name())),
        "form" => Some(Kind::Form),
        "header" => header(attr, told, errors),
        _ if told.is_some() => {
            errors.at(attr, format_args!("`#[{key}]` takes no name"));
            None
        }
        "json" => Some(Kind::Json),
        _ => Some(Kind::Path),
    }
}

fn header(attr: &Attribute, name: Option<LitStr>, errors: &mut Errors) -> Option<Kind> {
    let Some(name) = name else {
        errors.at(attr, "API011: a header needs its name\nhelp: write `#[header(\"X-Name\")]`");
        return None;
    };
    let token = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
    if name.value().is_empty() || !name.value().chars().all(token) {
        errors.at(&name, "API011: this cannot be the name of a header\nhelp: letters, digits and `-` can");
        return None;
    }
    Some(Kind::Header(name))
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
