//! Edits of a file's items: modules, imports and types.

use super::source::Source;
use std::collections::BTreeSet;
use syn::spanned::Spanned;
use syn::{Item, ItemMod, UseTree};

/// The text of a file that declares the module.
///
/// # Errors
/// If the text is not valid Rust.
pub fn with_module(text: &str, declaration: &str, module: &str) -> syn::Result<String> {
    let source = Source::parse(text)?;
    let modules = || {
        source.items.iter().filter_map(|item| match item {
            Item::Mod(module) => Some(module),
            _ => None,
        })
    };
    if modules().any(|known| known.ident == module) {
        return Ok(text.to_owned());
    }
    let is_declaration = |module: &&ItemMod| module.content.is_none();
    Ok(match modules().rfind(is_declaration) {
        Some(last) => {
            let end = source.end_of_line(source.range(last.span()).end);
            source.insert(end, &format!("\n{declaration} {module};"))
        }
        None => with_first_item(&source, &format!("{declaration} {module};\n")),
    })
}

/// The text of a file that imports more names.
///
/// # Errors
/// If the text is not valid Rust.
pub fn with_imports(text: &str, lines: &str) -> syn::Result<String> {
    let source = Source::parse(text)?;
    Ok(match source.items.iter().find(|item| matches!(item, Item::Use(_))) {
        Some(import) => source.insert(source.range(import.span()).start, lines),
        None => with_first_item(&source, lines),
    })
}

/// Writes lines before all items, with a blank line on both sides.
fn with_first_item(source: &Source<'_>, lines: &str) -> String {
    let position = source.first_item();
    let before = source.slice(0..position);
    let gap = match () {
        () if before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n") => "",
        () if before.ends_with('\n') => "\n",
        () => "\n\n",
    };
    let end = if source.items.is_empty() { "" } else { "\n" };
    source.insert(position, &format!("{gap}{lines}{end}"))
}

/// The names that a file imports.
///
/// # Errors
/// If the text is not valid Rust.
pub fn imported_names(text: &str) -> syn::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for item in &Source::parse(text)?.items {
        if let Item::Use(import) = item {
            collect_names(&import.tree, &mut names);
        }
    }
    Ok(names)
}

fn collect_names(tree: &UseTree, names: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => collect_names(&path.tree, names),
        UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
        UseTree::Rename(rename) => drop(names.insert(rename.rename.to_string())),
        UseTree::Group(group) => group.items.iter().for_each(|tree| collect_names(tree, names)),
        _ => {}
    }
}

/// The names of the types that a file defines.
///
/// # Errors
/// If the text is not valid Rust.
pub fn defined_types(text: &str) -> syn::Result<BTreeSet<String>> {
    let ident = |item: &Item| match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        _ => None,
    };
    Ok(Source::parse(text)?.items.iter().filter_map(ident).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_declared_once() {
        for (before, after) in [
            ("//! A mod of it\n\nmod actions;\n", "//! A mod of it\n\nmod actions;\nmod types;\n"),
            (
                "mod a; // the first\nmod b; // mod c;\n",
                "mod a; // the first\nmod b; // mod c;\nmod types;\n",
            ),
            ("mod a; fn b() {}\n", "mod a;\nmod types; fn b() {}\n"),
            (
                "// License\n\n//! Users\n\n/// Ours\nfn main() {}\n",
                "// License\n\n//! Users\n\nmod types;\n\n/// Ours\nfn main() {}\n",
            ),
            ("mod types;\n", "mod types;\n"),
            ("pub mod types {}\n", "pub mod types {}\n"),
            ("/* mod types; */\nmod a;\n", "/* mod types; */\nmod a;\nmod types;\n"),
            ("mod a {\n    mod b;\n}\n", "mod types;\n\nmod a {\n    mod b;\n}\n"),
            ("//! Users\n", "//! Users\n\nmod types;\n"),
            ("//! Users", "//! Users\n\nmod types;\n"),
            ("", "mod types;\n"),
            ("#!/bin/run\nmod a;\nmod b;\n", "#!/bin/run\nmod a;\nmod b;\nmod types;\n"),
            ("\u{feff}mod ä;\r\nfn main() {}\r\n", "\u{feff}mod ä;\r\nmod types;\r\nfn main() {}\r\n"),
        ] {
            assert_eq!(with_module(before, "mod", "types").unwrap(), after);
        }
    }

    #[test]
    fn imports_stand_before_the_first_item() {
        for (before, after) in [
            ("//! Types\n\nuse a::B;\n\nstruct C;\n", "//! Types\n\nuse x::Y;\nuse a::B;\n\nstruct C;\n"),
            ("//! Types\n\n/// A C\nstruct C;\n", "//! Types\n\nuse x::Y;\n\n/// A C\nstruct C;\n"),
            ("//! Types\n", "//! Types\n\nuse x::Y;\n"),
        ] {
            assert_eq!(with_imports(before, "use x::Y;\n").unwrap(), after);
        }
    }

    #[test]
    fn imported_and_defined_names_are_read_from_the_syntax() {
        let text = "//! use This;\n\nuse a::{\n    B,\n    c::D as E,\n};\nuse f::*;\n\npub struct G<T>(T);\nenum\nH {}\n// struct I;\n";
        assert_eq!(imported_names(text).unwrap().into_iter().collect::<Vec<_>>(), ["B", "E"]);
        assert_eq!(defined_types(text).unwrap().into_iter().collect::<Vec<_>>(), ["G", "H"]);
    }
}
