//! Parses the path of a call: text, `{placeholders}` and an optional query.

use crate::errors::Errors;
use syn::LitStr;
use syn::ext::IdentExt;
use syn::parse::Parser;

pub struct Template {
    pub parts: Vec<PathPart>,
    /// The text after `?`.
    pub query: Option<String>,
}

pub enum PathPart {
    Text(String),
    Placeholder(String),
}

impl Template {
    /// The parts of the path, or `None` after reporting an invalid path.
    pub fn parse(literal: &LitStr, errors: &mut Errors) -> Option<Self> {
        let text = literal.value();
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (text.as_str(), None),
        };
        let error = path_error(path).or_else(|| query.and_then(query_error)).map_or(Ok(()), Err);
        match error.and_then(|()| split_parts(path)) {
            Ok(parts) => Some(Self { parts, query: query.map(str::to_owned) }),
            Err(why) => {
                errors.at(literal, format_args!("API009: {why}"));
                None
            }
        }
    }

    pub fn placeholders(&self) -> impl Iterator<Item = &String> {
        self.parts.iter().filter_map(|part| match part {
            PathPart::Placeholder(name) => Some(name),
            PathPart::Text(_) => None,
        })
    }

    pub fn has(&self, name: &str) -> bool {
        self.placeholders().any(|placeholder| placeholder == name)
    }
}

/// The mistake in a path that follows a base URL.
fn path_error(text: &str) -> Option<String> {
    if text.contains("://") {
        return Some(
            "the path must be relative to the base URL of the client\nhelp: remove the scheme and the host"
                .to_owned(),
        );
    }
    if let Some(rest) = text.strip_prefix('/') {
        return Some(format!(
            "the path must be relative to the base URL of the client\nhelp: remove the leading `/`: \"{}\"",
            rest.trim_start_matches('/')
        ));
    }
    if text.contains("//") {
        return Some("the path has an empty segment\nhelp: write a single `/`".to_owned());
    }
    if text.split('/').any(|segment| segment == "." || segment == "..") {
        return Some("the path has a dot segment\nhelp: write the resolved path".to_owned());
    }
    if let Some(mistake) = text.split('/').find_map(foreign_placeholder) {
        return Some(mistake);
    }
    let bad = text.chars().find(|letter| matches!(letter, '#' | '\\') || is_blank(*letter));
    bad.map(|bad| format!("invalid character {bad:?} in the path\nhelp: percent-encode it"))
}

/// The mistake in a segment with a placeholder of another tool: `<name>`, `[name]`, `:name`, `${name}` or `%s`.
fn foreign_placeholder(segment: &str) -> Option<String> {
    let between = |open, close| segment.split_once(open)?.1.split_once(close).map(|(name, _)| name);
    let named = between("<", ">").map(|name| (format!("<{name}>"), name));
    let named = named.or_else(|| between("${", "}").map(|name| (format!("${{{name}}}"), name)));
    let named = named.or_else(|| between("[", "]").map(|name| (format!("[{name}]"), name)));
    let named = named.or_else(|| segment.strip_prefix(':').map(|name| (format!(":{name}"), name)));
    if let Some((written, name)) = named {
        // `<int:user_id>` has a type before the name.
        let name = name.rsplit(':').next().unwrap_or(name).replace('-', "_");
        let is_name = syn::Ident::parse_any.parse_str(&name).is_ok();
        let name = if is_name { name.as_str() } else { "name" };
        return Some(format!("`{written}` is not a placeholder\nhelp: write `{{{name}}}`"));
    }
    let is_encoded = |text: &str| text.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    let is_wrong = !segment.split('%').skip(1).all(is_encoded);
    is_wrong.then(|| {
        "a `%` must be followed by two hexadecimal digits\nhelp: write a placeholder as `{name}`, or a percent sign as `%25`"
            .to_owned()
    })
}

/// The mistake in the query of a template.
fn query_error(text: &str) -> Option<String> {
    if text.contains(['{', '}']) {
        return Some(
            "the query cannot contain a placeholder\nhelp: mark its argument `#[query(\"name\")]`".to_owned(),
        );
    }
    if text.is_empty() || text.split('&').any(str::is_empty) {
        return Some("the query has an empty parameter\nhelp: write `?name=value`".to_owned());
    }
    let bad = text.chars().find(|letter| matches!(letter, '#' | '?') || is_blank(*letter));
    bad.map(|bad| format!("invalid character {bad:?} in the query\nhelp: percent-encode it"))
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control()
}

fn split_parts(text: &str) -> Result<Vec<PathPart>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(open);
        let inside = from.strip_prefix('{').and_then(|inside| inside.split_once('}'));
        let Some((name, after)) = inside else {
            return Err("unbalanced braces\nhelp: write a placeholder as `{name}`".to_owned());
        };
        if syn::Ident::parse_any.parse_str(name).is_err() {
            // `{id:u32}` has a type, as in other frameworks.
            let before = name.split(':').next().unwrap_or_default().trim();
            let help = match syn::Ident::parse_any.parse_str(before) {
                Ok(argument) => format!("write `{{{argument}}}`"),
                Err(_) => "write the name of an argument between the braces".to_owned(),
            };
            return Err(format!("invalid placeholder `{{{name}}}`\nhelp: {help}"));
        }
        if !before.is_empty() {
            parts.push(PathPart::Text(before.to_owned()));
        }
        parts.push(PathPart::Placeholder(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(PathPart::Text(rest.to_owned()));
    }
    Ok(parts)
}
