//! Writes the public API of plugin-core as its author sees it: what it re-exports stands at its own path, with all items.

use crate::exports::{self, Export};
use crate::rustdoc::Crate;
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An item of a module with all that belongs to it: fields, variants, methods, implementations.
struct Block {
    path: String,
    lines: Vec<String>,
}

/// The list of the last crate, which shows items of the others.
pub fn of_facade(crates: &[Crate]) -> Result<String> {
    let facade = crates.last().context("there is a crate")?;
    let sources: HashMap<_, _> =
        crates.iter().flat_map(exports::of_crate).map(|it| (it.path, it.source)).collect();
    let blocks: Vec<_> = crates.iter().flat_map(blocks).collect();
    let mut shown: BTreeMap<String, Vec<&Block>> = BTreeMap::new();
    for block in blocks.iter().filter(|block| is_within(&block.path, &facade.name)) {
        shown.entry(block.path.clone()).or_default().push(block);
    }
    // The place at which the facade shows an item, by the name of the item or, for functions, by its path.
    let mut places = HashMap::new();
    for Export { path, source } in exports::of_crate(facade) {
        let source = resolved(&source, &sources);
        for block in blocks.iter().filter(|block| is_within(&block.path, source)) {
            let place = format!("{path}{}", &block.path[source.len()..]);
            places.entry(source.to_owned()).or_insert_with(|| path.clone());
            shown.entry(place).or_default().push(block);
        }
    }
    for place in shown.keys() {
        let name = name_of(place);
        let is_better = |known: &String| place.matches("::").count() < known.matches("::").count();
        if name.starts_with(char::is_uppercase) && places.get(name).is_none_or(is_better) {
            places.insert(name.to_owned(), place.clone());
        }
    }
    let mut text = String::new();
    for (place, blocks) in &shown {
        // An item that is shown at two places is listed at the shorter path.
        if places.get(name_of(place)).is_some_and(|known| known != place) {
            continue;
        }
        let lines: Vec<_> =
            blocks.iter().flat_map(|block| &block.lines).map(|line| moved(line, &places)).collect();
        let is_hidden = hidden(&lines);
        for (line, _) in lines.iter().zip(is_hidden).filter(|(_, is_hidden)| !is_hidden) {
            text.push_str(line);
            text.push('\n');
        }
    }
    Ok(text)
}

fn is_within(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn name_of(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or_default()
}

/// Where an item is defined that may be re-exported more than once.
fn resolved<'a>(path: &'a str, sources: &'a HashMap<String, String>) -> &'a str {
    let mut path = path;
    while let Some(source) = sources.get(path) {
        path = source;
    }
    path
}

/// The items of a crate, in the order of their paths.
fn blocks(it: &Crate) -> Vec<Block> {
    let lines: Vec<_> = it.api.items().map(ToString::to_string).collect();
    let modules: BTreeSet<_> = lines.iter().filter_map(|line| line.strip_prefix("pub mod ")).collect();
    let mut blocks: Vec<Block> = Vec::new();
    for line in &lines {
        let path = subject(line, &it.name);
        let parent = path.and_then(|path| path.rsplit_once("::")).map(|(parent, _)| parent);
        match (path, blocks.last_mut()) {
            (Some(path), _) if parent.is_some_and(|parent| modules.contains(parent)) => {
                blocks.push(Block { path: path.to_owned(), lines: vec![line.clone()] });
            }
            (_, Some(block)) => block.lines.push(line.clone()),
            (_, None) => {}
        }
    }
    blocks
}

/// The path of the item that a line declares; `None` for an implementation.
fn subject<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let declaration = line.strip_prefix("#[non_exhaustive] ").unwrap_or(line).strip_prefix("pub ")?;
    let start = declaration.split(' ').find(|word| !word.chars().all(|it| it.is_ascii_lowercase()))?;
    let end = start.find(|it: char| !it.is_alphanumeric() && it != '_' && it != ':').unwrap_or(start.len());
    let path = start[..end].trim_end_matches(':');
    is_within(path, name).then_some(path)
}

/// The line with each path of the workspace as the facade shows it. A path that the facade does not show stays as it is.
fn moved(line: &str, places: &HashMap<String, String>) -> String {
    let is_part = |it: char| it.is_alphanumeric() || it == '_' || it == ':';
    let mut text = String::new();
    let mut rest = line;
    while let Some(start) = rest.find("plugin_") {
        let path = &rest[start..];
        let end = path.find(|it| !is_part(it)).unwrap_or(path.len());
        let path = path[..end].trim_end_matches(':');
        text.push_str(&rest[..start]);
        text.push_str(&at_its_place(path, places));
        rest = &rest[start + path.len()..];
    }
    text + rest
}

fn at_its_place(path: &str, places: &HashMap<String, String>) -> String {
    let segments: Vec<_> = path.split("::").collect();
    let is_type = |segment: &&str| segment.starts_with(char::is_uppercase);
    if let Some(at) = segments.iter().position(is_type) {
        return match places.get(segments[at]) {
            Some(place) => [&[place.as_str()], &segments[at + 1..]].concat().join("::"),
            None => path.to_owned(),
        };
    }
    let known_prefix = (1..=segments.len()).rev().find_map(|end| {
        let place = places.get(&segments[..end].join("::"))?;
        Some([&[place.as_str()], &segments[end..]].concat().join("::"))
    });
    known_prefix.unwrap_or_else(|| path.to_owned())
}

/// Which lines belong to the implementation of a trait that the facade does not show.
fn hidden(lines: &[String]) -> Vec<bool> {
    let mut is_hidden = false;
    let hidden = lines.iter().map(|line| {
        if line.starts_with("impl") {
            let of_trait = line.split(" for ").next().unwrap_or_default();
            is_hidden =
                line.contains(" for ") && of_trait.contains("plugin_") && !of_trait.contains("plugin_core::");
        }
        is_hidden
    });
    hidden.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_facade() {
        let place = |name: &str, path: &str| (name.to_owned(), path.to_owned());
        let places = HashMap::from([
            place("Auth", "plugin_core::api::Auth"),
            place("plugin_engine::task", "plugin_core::task"),
        ]);
        assert_eq!(
            moved("pub fn plugin_http::auth::Auth::basic(&str) -> Self", &places),
            "pub fn plugin_core::api::Auth::basic(&str) -> Self"
        );
        assert_eq!(moved("pub fn plugin_engine::task::hash()", &places), "pub fn plugin_core::task::hash()");
        assert_eq!(moved("impl plugin_engine::Hidden for u8", &places), "impl plugin_engine::Hidden for u8");
    }

    #[test]
    fn implementations_of_hidden_traits_are_left_out() {
        let lines = [
            "pub struct A",
            "impl plugin_engine::Hidden for A",
            "pub fn A::of()",
            "impl A",
            "pub fn A::new()",
        ];
        assert_eq!(hidden(&lines.map(str::to_owned)), [false, true, true, false, false]);
    }

    #[test]
    fn a_declaration_has_a_subject() {
        assert_eq!(subject("pub async fn a::B::c(a::D) -> u8", "a"), Some("a::B::c"));
        assert_eq!(subject("#[non_exhaustive] pub enum a::B", "a"), Some("a::B"));
        assert_eq!(subject("pub fn ()::from(a::B)", "a"), None);
        assert_eq!(subject("impl a::B for a::C", "a"), None);
    }
}
