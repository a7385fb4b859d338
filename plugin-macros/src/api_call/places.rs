//! Checks that an argument has one place in the request, and that a place has one argument.

use super::argument::Argument;
use super::call::CallModel;
use super::destination::Destination;
use crate::errors::Errors;

pub fn check(call: &CallModel<'_>, errors: &mut Errors) {
    for (index, argument) in call.arguments.iter().enumerate() {
        let (name, destination) = (&argument.name, &argument.destination);
        if call.template.has(name) && !matches!(destination, Destination::Path | Destination::PathSegments) {
            errors.at(
                argument.pat,
                format_args!("API006: `{name}` is the value of `{{{name}}}` in the path, and has an attribute for another place\nhelp: remove the attribute, or rename the argument"),
            );
        }
        let Some(place) = place(destination) else { continue };
        let has_it = |other: &&Argument<'_>| self::place(&other.destination).as_ref() == Some(&place);
        if let Some(first) = call.arguments[..index].iter().find(has_it) {
            errors.at(
                argument.pat,
                format_args!("API006: two arguments are the {place}\nhelp: rename one of them, or pass both as one list"),
            );
            errors.note(first.pat, "the other argument is here");
        }
    }
}

/// The place of a named value. The fields of a JSON body have a check of their own, and several parts may have one name.
fn place(destination: &Destination) -> Option<String> {
    match destination {
        Destination::Query(name) | Destination::QueryComma(name) | Destination::QueryBrackets(name) => {
            Some(format!("query parameter `{name}`"))
        }
        // The names of headers are case-insensitive.
        Destination::Header(name) => Some(format!("header `{}`", name.to_lowercase())),
        Destination::FormField(name) => Some(format!("form field `{name}`")),
        _ => None,
    }
}
