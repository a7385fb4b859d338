//! Imports and attributes of items, taken apart.

use crate::tokens::has_ident;
use syn::{Attribute, ItemUse, UseTree};

/// A name that a `use` brings in.
pub struct Import {
    /// The path after `use`.
    pub path: Vec<String>,
    /// The name here; `*` brings in all names.
    pub name: String,
    /// The line of the path's last segment, from 1.
    pub line: usize,
}

/// The imports of a `use`; none if its path starts with `::`.
pub fn imports(item: &ItemUse) -> Vec<Import> {
    let mut imports = Vec::new();
    if item.leading_colon.is_none() {
        flatten(&item.tree, &mut Vec::new(), &mut imports);
    }
    imports
}

fn flatten(tree: &UseTree, path: &mut Vec<String>, imports: &mut Vec<Import>) {
    let mut add = |last: Option<String>, name: String, line| {
        imports.push(Import { path: path.iter().cloned().chain(last).collect(), name, line });
    };
    match tree {
        UseTree::Path(step) => {
            path.push(step.ident.to_string());
            flatten(&step.tree, path, imports);
            path.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, path, imports)),
        UseTree::Name(name) if name.ident == "self" => {
            let name_of_module = path.last().cloned().unwrap_or_default();
            imports.push(Import {
                path: path.clone(),
                name: name_of_module,
                line: name.ident.span().start().line,
            });
        }
        UseTree::Name(name) => {
            let ident = name.ident.to_string();
            add(Some(ident.clone()), ident, name.ident.span().start().line);
        }
        UseTree::Rename(renamed) => {
            let last = Some(renamed.ident.to_string()).filter(|last| last != "self");
            add(last, renamed.rename.to_string(), renamed.rename.span().start().line);
        }
        UseTree::Glob(glob) => {
            add(None, "*".to_owned(), glob.star_token.spans[0].start().line);
        }
    }
}

/// Whether an item is compiled for tests only.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.require_list().is_ok_and(|list| {
                has_ident(list.tokens.clone(), "test") && !has_ident(list.tokens.clone(), "not")
            })
    })
}

/// The file that `#[path = ".."]` names.
pub fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let pair = attribute.path().is_ident("path").then(|| attribute.meta.require_name_value().ok())??;
        match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        }
    })
}
