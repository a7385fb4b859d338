//! Resolves what the modules import to the files that define it.

use super::tree::Tree;
use std::collections::{BTreeMap, HashSet};

/// What a file imports from another one.
pub struct Arrow {
    /// The line of the first import or path, from 1.
    pub line: usize,
    /// The paths, as they are written.
    pub paths: Vec<String>,
}

impl Arrow {
    /// The first paths; those of one segment repeat an import.
    pub fn summary(&self) -> String {
        let mut paths = self.paths.iter().filter(|path| path.contains("::"));
        let first = paths.by_ref().take(3).cloned().collect::<Vec<_>>().join(", ");
        let more = paths.count();
        if more == 0 { first } else { format!("{first} and {more} more") }
    }
}

/// What a path leads to.
#[derive(Clone, Copy)]
enum Target {
    /// A definition in a file.
    File(usize),
    /// A module itself.
    Module(usize),
    /// Something of another crate.
    External,
}

/// The arrows between the files of a crate, by the file that imports and the file that defines.
///
/// Files that only declare and re-export have none: what they re-export belongs to the file that defines it.
pub fn arrows(tree: &Tree) -> BTreeMap<(usize, usize), Arrow> {
    let mut arrows = BTreeMap::new();
    for (index, module) in tree.modules.iter().enumerate() {
        if tree.files[module.file].only_declares {
            continue;
        }
        let imports = module.imports.iter().map(|import| (&import.path, import.name == "*", import.line));
        let mentions = module.mentions.iter().map(|mention| (&mention.path, mention.is_whole, mention.line));
        for (path, is_whole, line) in imports.chain(mentions) {
            let file = match resolve(tree, index, path, &mut HashSet::new()) {
                Some(Target::File(file)) => file,
                Some(Target::Module(module)) if is_whole => tree.modules[module].file,
                _ => continue,
            };
            if file != module.file {
                let arrow =
                    arrows.entry((module.file, file)).or_insert_with(|| Arrow { line, paths: Vec::new() });
                let path = path.join("::") + if is_whole { "::*" } else { "" };
                arrow.line = arrow.line.min(line);
                if !arrow.paths.contains(&path) {
                    arrow.paths.push(path);
                }
            }
        }
    }
    arrows
}

/// Lookups that are under way, so that imports in a circle end.
type Seen = HashSet<(usize, String, bool)>;

/// Follows a path from a module.
fn resolve(tree: &Tree, from: usize, path: &[String], seen: &mut Seen) -> Option<Target> {
    let (first, mut rest) = path.split_first()?;
    let mut target = match first.as_str() {
        "crate" => Target::Module(0),
        "self" => Target::Module(from),
        "super" => Target::Module(tree.modules[from].parent),
        name => look_up(tree, from, name, !rest.is_empty(), seen)?,
    };
    while let (Target::Module(module), Some((next, after))) = (target, rest.split_first()) {
        rest = after;
        target = match next.as_str() {
            "self" => target,
            "super" => Target::Module(tree.modules[module].parent),
            name => look_up(tree, module, name, !rest.is_empty(), seen)
                .unwrap_or(Target::File(tree.modules[module].file)),
        };
    }
    Some(target)
}

/// Looks up a name in a module. What stands before `::` is rather a module, what stands last rather an item.
fn look_up(tree: &Tree, module: usize, name: &str, is_prefix: bool, seen: &mut Seen) -> Option<Target> {
    if !seen.insert((module, name.to_owned(), is_prefix)) {
        return None;
    }
    let here = &tree.modules[module];
    let child = here.children.get(name).map(|child| Target::Module(*child));
    if is_prefix && child.is_some() {
        return child;
    }
    if let Some(file) = here.items.get(name) {
        return Some(Target::File(*file));
    }
    let mut external = None;
    for import in here.imports.iter().filter(|import| import.name == name) {
        match resolve(tree, module, &import.path, seen) {
            None | Some(Target::External) => external = Some(Target::External),
            found => return found,
        }
    }
    if child.is_some() || external.is_some() {
        return child.or(external);
    }
    for import in here.imports.iter().filter(|import| import.name == "*") {
        if let Some(Target::Module(other)) = resolve(tree, module, &import.path, seen)
            && let Some(found) = look_up(tree, other, name, is_prefix, seen)
        {
            return Some(found);
        }
    }
    (module == 0 && name == tree.name).then_some(Target::Module(0))
}
