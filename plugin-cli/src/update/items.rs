//! Edits of a file's items: modules, imports and types.

use super::source::Source;
use std::collections::BTreeSet;
use syn::spanned::Spanned;
use syn::{Fields, Item, ItemMod, ItemStruct, UseTree};

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

/// The text of a file with one more field in a struct: after the field `after`, or as its first field; `None` if the struct is not at the
/// top level of the file, or has no named fields.
///
/// # Errors
/// If the text is not valid Rust.
pub fn with_field(text: &str, ident: &str, after: Option<&str>, field: &str) -> syn::Result<Option<String>> {
    let source = Source::parse(text)?;
    let Some(fields) = find_struct(&source, ident).and_then(|item| match &item.fields {
        Fields::Named(fields) => Some(fields),
        _ => None,
    }) else {
        return Ok(None);
    };
    let start = fields.named.first().map(|field| source.range(field.span()).start);
    let is_in_line = start.is_none_or(|start| {
        !source.slice(source.range(fields.brace_token.span.open()).end..start).contains('\n')
    });
    let indent = start.filter(|_| !is_in_line).map_or("    ", |start| source.indent(start));
    let lines: String = field.lines().map(|line| format!("\n{indent}{line}")).collect();
    let previous = fields.named.pairs().find(|pair| {
        pair.value().ident.as_ref().is_some_and(|name| Some(name.to_string().as_str()) == after)
    });
    Ok(Some(match previous {
        Some(previous) => match previous.punct() {
            Some(comma) => source.insert(source.end_of_line(source.range(comma.span()).end), &lines),
            None => source.insert(source.range(previous.value().span()).end, &format!(",{lines}")),
        },
        None => {
            let end = if fields.named.is_empty() { "\n" } else { "" };
            source.insert(source.range(fields.brace_token.span.open()).end, &format!("{lines}{end}"))
        }
    }))
}

/// The text of a file with items before a struct.
///
/// # Errors
/// If the text is not valid Rust.
pub fn with_items_before(text: &str, ident: &str, items: &str) -> syn::Result<String> {
    let source = Source::parse(text)?;
    let position = find_struct(&source, ident).map(|item| source.range(item.span()).start);
    Ok(position.map_or_else(|| text.to_owned(), |position| source.insert(position, items)))
}

fn find_struct<'s>(source: &'s Source<'_>, ident: &str) -> Option<&'s ItemStruct> {
    source.items.iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == ident => Some(item),
        _ => None,
    })
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
    fn imported_names_are_read_from_the_syntax() {
        let text = "//! use This;\n\nuse a::{\n    B,\n    c::D as E,\n};\nuse f::*;\n";
        assert_eq!(imported_names(text).unwrap().into_iter().collect::<Vec<_>>(), ["B", "E"]);
    }

    #[test]
    fn a_field_is_added_at_its_place() {
        for (after, before, expected) in [
            (
                Some("a"),
                "struct S {\n  a: A, // first\n  b: B,\n}\n",
                "struct S {\n  a: A, // first\n  /// C\n  c: C,\n  b: B,\n}\n",
            ),
            (
                None,
                "struct S {\n    /// A\n    a: A,\n}\n",
                "struct S {\n    /// C\n    c: C,\n    /// A\n    a: A,\n}\n",
            ),
            (Some("a"), "struct S {\n    a: A\n}\n", "struct S {\n    a: A,\n    /// C\n    c: C,\n}\n"),
            (Some("a"), "struct S { a: A, b: B }\n", "struct S { a: A,\n    /// C\n    c: C, b: B }\n"),
            (None, "struct S {}\n", "struct S {\n    /// C\n    c: C,\n}\n"),
        ] {
            assert_eq!(with_field(before, "S", after, "/// C\nc: C,\n").unwrap().as_deref(), Some(expected));
        }
        for text in ["struct S(u8);\n", "mod a { struct S { b: B } }\n"] {
            assert_eq!(with_field(text, "S", None, "c: C,\n").unwrap(), None);
        }
    }
}
