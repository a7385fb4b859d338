//! Reads a crate's files into a tree of modules.

use super::mentions::{Mention, Mentions};
use super::names::{Import, imports, is_for_tests, path_attribute};
use anyhow::{Context, Result};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use syn::{Item, ItemMod};

/// The modules of a library or a program.
pub struct Tree {
    /// The root is the first.
    pub modules: Vec<Module>,
    /// The files that hold them, from the root of the workspace; that of the root is the first.
    pub files: Vec<File>,
    /// The name by which the crate may import itself.
    pub name: String,
}

/// A module.
#[derive(Default)]
pub struct Module {
    /// The module that declares it; the root is its own.
    pub parent: usize,
    /// The file that holds its code.
    pub file: usize,
    /// Its modules, by name.
    pub children: HashMap<String, usize>,
    /// What it defines itself, by name, with the file of the definition.
    pub items: HashMap<String, usize>,
    /// What it imports.
    pub imports: Vec<Import>,
    /// The paths in its code.
    pub mentions: Vec<Mention>,
}

/// A file of modules.
pub struct File {
    /// From the root of the workspace.
    pub path: PathBuf,
    /// Whether all its code are `mod` and `use`.
    pub only_declares: bool,
}

/// Where the files of a module's children stand.
struct Folders {
    /// For `mod x;`
    children: PathBuf,
    /// For `#[path = ".."]`
    paths: PathBuf,
}

impl Tree {
    /// Reads the files that are reached from a root file.
    pub fn read(workspace: &Path, root: &Path, name: String) -> Result<Self> {
        let mut tree = Self { modules: Vec::new(), files: Vec::new(), name };
        let folder = root.parent().unwrap_or(Path::new("")).to_owned();
        tree.add_file(workspace, root.to_owned(), folder, 0)?;
        Ok(tree)
    }

    fn add_file(
        &mut self,
        workspace: &Path,
        path: PathBuf,
        children: PathBuf,
        parent: usize,
    ) -> Result<usize> {
        let text =
            std::fs::read_to_string(workspace.join(&path)).with_context(|| path.display().to_string())?;
        let parsed = syn::parse_file(&text).with_context(|| path.display().to_string())?;
        let file = self.files.len();
        let paths = path.parent().unwrap_or(Path::new("")).to_owned();
        self.files.push(File { path, only_declares: true });
        self.add_module(workspace, &parsed.items, file, &Folders { children, paths }, parent)
    }

    fn add_module(
        &mut self,
        workspace: &Path,
        items: &[Item],
        file: usize,
        folders: &Folders,
        parent: usize,
    ) -> Result<usize> {
        let index = self.modules.len();
        self.modules.push(Module { parent, file, ..Module::default() });
        let mut mentions = Mentions::default();
        let mut imported = Vec::new();
        let mut defined = HashSet::new();
        for item in items {
            match item {
                Item::Mod(module) if is_for_tests(&module.attrs) => {}
                Item::Mod(module) => {
                    if let Some(child) = self.add_child(workspace, module, file, folders, index)? {
                        self.modules[index].children.insert(module.ident.to_string(), child);
                    }
                }
                Item::Use(item) if !is_for_tests(&item.attrs) => imported.extend(imports(item)),
                Item::Use(_) => {}
                Item::ExternCrate(item) => {
                    let name = item.rename.as_ref().map_or(&item.ident, |(_, name)| name).to_string();
                    if item.ident == "self" {
                        imported.push(Import { path: vec!["crate".to_owned()], name, line: 0 });
                    }
                }
                item => {
                    let (name, attributes) = definition(item);
                    if is_for_tests(attributes) {
                        continue;
                    }
                    self.files[file].only_declares = false;
                    if attributes.iter().any(|attribute| attribute.path().is_ident("macro_export")) {
                        self.modules[0].items.extend(name.clone().map(|name| (name, file)));
                    }
                    defined.extend(name);
                    mentions.add(item);
                }
            }
        }
        let module = &mut self.modules[index];
        module.items.extend(defined.into_iter().map(|name| (name, file)));
        module.imports = imported;
        module.imports.extend(mentions.imports);
        module.mentions = mentions.paths;
        Ok(index)
    }

    /// Adds the module of a `mod`; none if its file does not exist, as for code that is generated.
    fn add_child(
        &mut self,
        workspace: &Path,
        module: &ItemMod,
        file: usize,
        folders: &Folders,
        parent: usize,
    ) -> Result<Option<usize>> {
        let name = module.ident.to_string();
        let children = folders.children.join(&name);
        if let Some((_, items)) = &module.content {
            let folders = Folders { paths: children.clone(), children };
            return self.add_module(workspace, items, file, &folders, parent).map(Some);
        }
        let by_attribute = path_attribute(&module.attrs).map(|path| folders.paths.join(path));
        let by_name = [folders.children.join(format!("{name}.rs")), children.join("mod.rs")];
        let found = by_attribute.into_iter().chain(by_name).find(|path| workspace.join(path).is_file());
        found.map(|path| self.add_file(workspace, path, children, parent)).transpose()
    }
}

/// The name that an item defines, and its attributes.
fn definition(item: &Item) -> (Option<String>, &[syn::Attribute]) {
    let (ident, attributes) = match item {
        Item::Const(item) => (Some(&item.ident), &item.attrs),
        Item::Enum(item) => (Some(&item.ident), &item.attrs),
        Item::Fn(item) => (Some(&item.sig.ident), &item.attrs),
        Item::Impl(item) => (None, &item.attrs),
        Item::Macro(item) => (item.ident.as_ref(), &item.attrs),
        Item::Static(item) => (Some(&item.ident), &item.attrs),
        Item::Struct(item) => (Some(&item.ident), &item.attrs),
        Item::Trait(item) => (Some(&item.ident), &item.attrs),
        Item::TraitAlias(item) => (Some(&item.ident), &item.attrs),
        Item::Type(item) => (Some(&item.ident), &item.attrs),
        Item::Union(item) => (Some(&item.ident), &item.attrs),
        _ => return (None, &[]),
    };
    (ident.map(ToString::to_string), attributes)
}
