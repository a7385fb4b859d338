//! Reports fields that borrow their data, and names the type that owns it.

use crate::errors::Errors;
use crate::func::source_text;
use quote::quote;
use syn::{Fields, GenericArgument, PathArguments, Type, TypePath, parse_quote};

/// Reports each field that borrows. Returns whether there is one.
pub fn check(fields: &Fields, errors: &mut Errors) -> bool {
    let mut is_borrowed = false;
    for field in fields {
        if let Some(owned) = owned(&field.ty) {
            let (owned, borrowed) = (source_text(owned), source_text(&field.ty));
            errors.at(
                &field.ty,
                format_args!("a field owns its data\nhelp: use `{owned}` in place of `{borrowed}`"),
            );
            is_borrowed = true;
        }
    }
    is_borrowed
}

/// The type without references and lifetimes, or `None` if it has none: `Option<String>` for `Option<&'a str>`.
fn owned(ty: &Type) -> Option<Type> {
    match ty {
        Type::Reference(reference) => Some(sized(owned(&reference.elem).as_ref().unwrap_or(&reference.elem))),
        Type::Path(path) => owned_path(path),
        _ => None,
    }
}

fn owned_path(path: &TypePath) -> Option<Type> {
    let mut path = path.clone();
    let last = path.path.segments.last_mut()?;
    let PathArguments::AngleBracketed(arguments) = &mut last.arguments else { return None };
    let mut is_borrowed = false;
    let given = std::mem::take(&mut arguments.args);
    for mut argument in given {
        if let GenericArgument::Type(ty) = &mut argument
            && let Some(owned) = owned(ty)
        {
            (*ty, is_borrowed) = (owned, true);
        }
        match argument {
            GenericArgument::Lifetime(lifetime) if lifetime.ident != "static" => is_borrowed = true,
            argument => arguments.args.push(argument),
        }
    }
    let only = match arguments.args.first() {
        Some(GenericArgument::Type(ty)) if last.ident == "Cow" => Some(sized(ty)),
        _ => None,
    };
    if arguments.args.is_empty() {
        last.arguments = PathArguments::None;
    }
    is_borrowed.then(|| only.unwrap_or(Type::Path(path)))
}

/// `String` for `str`, `Vec<T>` for `[T]`, otherwise the type itself.
fn sized(ty: &Type) -> Type {
    match ty {
        Type::Slice(slice) => {
            let item = &slice.elem;
            parse_quote!(Vec<#item>)
        }
        ty if quote!(#ty).to_string() == "str" => parse_quote!(String),
        ty => ty.clone(),
    }
}
