//! The path of a call: text and `{placeholders}`, and perhaps a query.

use crate::errors::Errors;
use syn::LitStr;
use syn::ext::IdentExt;
use syn::parse::Parser;

pub struct Template {
    pub parts: Vec<Part>,
    /// What stands behind `?`.
    pub query: Option<String>,
}

pub enum Part {
    Text(String),
    Placeholder(String),
}

impl Template {
    /// The parts of the path, if it is a path.
    pub fn parse(literal: &LitStr, errors: &mut Errors) -> Option<Self> {
        let text = literal.value();
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (text.as_str(), None),
        };
        let error = path_error(path).or_else(|| query.and_then(query_error)).map_or(Ok(()), Err);
        match error.and_then(|()| split(path)) {
            Ok(parts) => Some(Self { parts, query: query.map(str::to_owned) }),
            Err(why) => {
                errors.at(literal, format_args!("API009: {why}"));
                None
            }
        }
    }

    pub fn placeholders(&self) -> impl Iterator<Item = &String> {
        self.parts.iter().filter_map(|part| match part {
            Part::Placeholder(name) => Some(name),
            Part::Text(_) => None,
        })
    }

    pub fn has(&self, name: &str) -> bool {
        self.placeholders().any(|placeholder| placeholder == name)
    }
}

/// What a path behind a base URL must not be.
fn path_error(text: &str) -> Option<String> {
    if text.contains("://") {
        return Some(
            "the path is behind the base URL of the client\nhelp: leave out the scheme and the host"
                .to_owned(),
        );
    }
    if let Some(rest) = text.strip_prefix('/') {
        return Some(format!(
            "the path is behind the base URL of the client\nhelp: drop the leading `/`: \"{}\"",
            rest.trim_start_matches('/')
        ));
    }
    if text.contains("//") {
        return Some("the path has an empty segment\nhelp: write one `/`".to_owned());
    }
    if text.split('/').any(|segment| segment == "." || segment == "..") {
        return Some(
            "the path has a dot segment, which changes it\nhelp: write the path that is meant".to_owned(),
        );
    }
    let bad = text.chars().find(|letter| matches!(letter, '#' | '\\') || is_blank(*letter));
    bad.map(|bad| format!("{bad:?} cannot stand in a path\nhelp: write it percent-encoded"))
}

/// What the query of a template must not be.
fn query_error(text: &str) -> Option<String> {
    if text.contains(['{', '}']) {
        return Some(
            "a placeholder cannot stand in the query\nhelp: mark its argument `#[query(\"name\")]`"
                .to_owned(),
        );
    }
    if text.is_empty() || text.split('&').any(str::is_empty) {
        return Some("the query has an empty parameter\nhelp: write `?name=value`".to_owned());
    }
    let bad = text.chars().find(|letter| matches!(letter, '#' | '?') || is_blank(*letter));
    bad.map(|bad| format!("{bad:?} cannot stand in a query\nhelp: write it percent-encoded"))
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control()
}

fn split(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(open);
        let inside = from.strip_prefix('{').and_then(|inside| inside.split_once('}'));
        let Some((name, after)) = inside else {
            return Err("the braces do not match\nhelp: a placeholder is written `{name}`".to_owned());
        };
        if syn::Ident::parse_any.parse_str(name).is_err() {
            return Err(format!(
                "`{{{name}}}` is no placeholder\nhelp: between the braces is the name of an argument"
            ));
        }
        if !before.is_empty() {
            parts.push(Part::Text(before.to_owned()));
        }
        parts.push(Part::Placeholder(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(parts)
}
