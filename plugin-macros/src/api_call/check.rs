//! Checks the model of a call. Each function is one check and reports its mistakes.

use super::argument::Argument;
use super::call::CallModel;
use super::call_settings::CallSettings;
use super::destination::Destination;
use super::template::Template;
use crate::errors::{Errors, did_you_mean};
use crate::func::{self, Func};
use plugin_names::nearest;
use syn::{Ident, LitStr, ReceiverKind};

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

pub fn method(method: &Ident, errors: &mut Errors) {
    let name = method.to_string();
    if !METHODS.contains(&name.as_str()) {
        let near = did_you_mean(&name, METHODS);
        errors.at(
            method,
            format_args!(
                "API008: unknown method `{name}`{near}\nhelp: known methods: {}",
                METHODS.join(", ")
            ),
        );
    }
}

/// `has_pages`: the call has the setting `paginate`.
pub fn signature(func: &Func, has_pages: bool, errors: &mut Errors) {
    let sig = &func.sig;
    match &sig.asyncness {
        None if !has_pages => errors.at(
            sig.fn_token,
            format_args!("API007: a call must be an `async fn`\nhelp: write `async fn {}(..)`, or add `paginate(..)` if it returns `Paged`", sig.ident),
        ),
        Some(asyncness) if has_pages => errors.at(
            asyncness,
            format_args!("API012: a call with `paginate` is lazy: remove `async`\nhelp: write `fn {}(..) -> Paged<Item>`", sig.ident),
        ),
        _ => {}
    }
    match sig.receiver() {
        Some(receiver) if !matches!(receiver.kind, ReceiverKind::Reference(_, _, None)) => {
            errors.at(receiver, "API018: a call borrows `self` without `mut`\nhelp: write `&self`");
        }
        Some(_) => {}
        None => errors.at(
            &sig.ident,
            "API007: a call takes `&self`, whose field `http` is the client\nhelp: add `&self`",
        ),
    }
    if func::return_type(sig).is_none() {
        let message = "API007: a call returns a `Result`\nhelp: write `-> Result<()>` to ignore the response";
        errors.push(syn::Error::new(sig.paren_token.span.close(), message));
    }
    if sig.generics.type_params().next().is_some() || sig.generics.const_params().next().is_some() {
        errors.at(
            &sig.generics,
            "API018: a call cannot be generic\nhelp: write this method by hand, or use concrete types",
        );
    }
}

/// Each placeholder has an argument, and each `#[path]` argument has a placeholder.
pub fn placeholders(template: &Template, path: &LitStr, arguments: &[Argument<'_>], errors: &mut Errors) {
    for name in template.placeholders() {
        if !arguments.iter().any(|argument| argument.name == *name) {
            let hint = placeholder_hint(name, template, arguments);
            errors.at(
                path,
                format_args!("API001: the path has `{{{name}}}`, but there is no argument `{name}`{hint}"),
            );
        }
    }
    for argument in
        arguments.iter().filter(|it| matches!(it.destination, Destination::Path | Destination::PathSegments))
    {
        if !template.has(&argument.name) {
            errors.at(
                argument.pat,
                format_args!(
                    "API002: the path has no `{{{}}}`\nhelp: add it to the path, or mark the argument `#[query]`",
                    argument.name
                ),
            );
        }
    }
}

/// The correction of a placeholder without an argument: the name of the argument that may be meant, or a new argument.
fn placeholder_hint(name: &str, template: &Template, arguments: &[Argument<'_>]) -> String {
    let free: Vec<_> = arguments.iter().filter(|argument| !template.has(&argument.name)).collect();
    let names = || free.iter().map(|argument| argument.name.as_str());
    if let Some(near) = nearest(name, names()).or_else(|| names().find(|other| is_related(name, other))) {
        return format!("; did you mean `{{{near}}}`?");
    }
    let unmarked: Vec<_> = free.iter().filter(|argument| !argument.is_marked).collect();
    match unmarked[..] {
        [only] => format!("\nhelp: write `{{{}}}`, or add the argument `{name}: &str`", only.name),
        _ => format!("\nhelp: add the argument `{name}: &str`"),
    }
}

/// Whether the names share a word, as `id` and `user_id`, or one abbreviates the other, as `grp` and `group`.
fn is_related(one: &str, other: &str) -> bool {
    let shares_word = one.split('_').any(|word| other.split('_').any(|it| it == word));
    shares_word || abbreviates(one, other) || abbreviates(other, one)
}

/// Whether `short` begins as `long` and has some of its letters, in their order.
fn abbreviates(short: &str, long: &str) -> bool {
    let mut letters = long.chars();
    short.chars().next() == long.chars().next() && short.chars().all(|letter| letters.any(|it| it == letter))
}

/// A call has at most one body, and none if its method has none.
pub fn bodies(call: &CallModel<'_>, outer: &CallSettings, errors: &mut Errors) {
    let allowed = call.settings.allow_body.is_set(&outer.allow_body);
    let bodies: Vec<_> = call.arguments.iter().filter(|argument| argument.destination.is_body()).collect();
    let method = &call.method;
    for (index, argument) in bodies.iter().enumerate() {
        if (method == "GET" || method == "HEAD") && !allowed {
            errors.at(
                argument.pat,
                format_args!(
                    "API003: a {method} request has no body\nhelp: mark the argument `#[query]`, or `#[query(flatten)]` if it is a struct, use `POST`, or set `allow_body` if the API expects a body"
                ),
            );
        }
        if let Some(first) =
            bodies[..index].iter().find(|first| !first.destination.combines_with(&argument.destination))
        {
            let help = argument.destination.field_form(&first.destination).map(|word| {
                format!("\nhelp: make it a field of the first body: `#[{word}(\"{}\")]`", argument.name)
            });
            errors.at(
                argument.pat,
                format_args!("API004: a request has only one body{}", help.unwrap_or_default()),
            );
            errors.note(first.pat, "the first body is here");
        }
    }
}

/// The fields of a JSON body do not overlap.
pub fn fields(call: &CallModel<'_>, errors: &mut Errors) {
    let fields: Vec<_> =
        call.arguments.iter().filter_map(|it| Some((it, it.destination.json_place()?))).collect();
    for (index, (argument, place)) in fields.iter().enumerate() {
        let overlaps = |other: &[&str]| other.iter().zip(place).all(|(one, other)| one == other);
        if let Some((first, _)) = fields[..index].iter().find(|(_, other)| overlaps(other)) {
            errors.at(
                argument.pat,
                format_args!("API004: two arguments write the field `{}` of the body\nhelp: rename one of them, or pass both as one struct", place[0]),
            );
            errors.note(first.pat, "the other argument is here");
        }
    }
}

/// Pages are not mapped.
pub fn pages(call: &CallModel<'_>, errors: &mut Errors) {
    if let (Some(mapping), Some(_)) = (&call.mapping, &call.settings.paginate_key) {
        errors.at(
            &mapping.closure,
            "API012: a call with `paginate` cannot map its response\nhelp: write `;` instead, and map the collected items",
        );
    }
}

/// A request that is not idempotent is retried only if the API has not executed it.
pub fn retries(call: &CallModel<'_>, outer: &CallSettings, errors: &mut Errors) {
    let (method, settings) = (&call.method, &call.settings);
    let is_safe = method == "GET" || method == "HEAD";
    if settings.idempotent.or(&outer.idempotent).copied().unwrap_or(is_safe) {
        return;
    }
    if let (Some(key), Some(retry)) = (&settings.retry_key, settings.retry.value()) {
        if !retry.is_harmless() {
            errors.at(
                key,
                format_args!(
                    "API014: retrying a {method} may execute it twice\nhelp: add `idempotent` if that is harmless\nhelp: or retry only what was not executed: `retry(max = 3, on = [429, connect])`"
                ),
            );
        }
    } else if settings.retry.or(&outer.retry).is_some_and(|retry| !retry.is_of_use()) {
        errors.at(
            &call.func.sig.ident,
            format_args!(
                "API014: the `retry` of the `impl` has no effect on a {method}, which is not idempotent\nhelp: add `idempotent` if executing it twice is harmless, or `retry = none`"
            ),
        );
    }
}

/// No call has the constant `OPERATIONS`, which is the table of all calls. Returns whether the name is free.
pub fn table(calls: &[&CallModel<'_>], errors: &mut Errors) -> bool {
    let taken = calls.iter().find(|call| call.func.sig.ident == "operations");
    if let Some(call) = taken {
        errors.at(
            &call.func.sig.ident,
            "API010: `OPERATIONS` is the table of all calls\nhelp: rename this method, for example to `list_operations`",
        );
    }
    taken.is_none()
}

/// No two calls of an `impl` send the same request.
pub fn routes(calls: &[&CallModel<'_>], errors: &mut Errors) {
    let whole = |call: &CallModel<'_>| {
        let arguments = call.arguments.iter().map(|it| func::source_text(it.ty) + &it.name);
        let returned = func::return_type(&call.func.sig).map(func::source_text);
        let mapping = call.mapping.as_ref().map(|mapping| func::source_text(&mapping.closure));
        let conditions = func::cfg_attrs(call.func).map(func::source_text);
        (
            call.method.to_string(),
            conditions.collect::<Vec<_>>(),
            call.path.value(),
            call.written.clone(),
            arguments.collect::<Vec<_>>(),
            returned,
            mapping,
        )
    };
    for (index, call) in calls.iter().enumerate() {
        if let Some(first) = calls[..index].iter().find(|other| whole(other) == whole(call)) {
            errors.at(
                &call.path,
                format_args!(
                    "API010: `{}` sends the same request as `{}`\nhelp: keep one of them, or correct the path",
                    call.func.sig.ident, first.func.sig.ident
                ),
            );
        }
    }
}
