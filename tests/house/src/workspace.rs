//! The crates of the workspace, their dependencies and their files.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use toml::{Table, Value};
use walkdir::WalkDir;

/// A workspace on disk.
pub struct Workspace {
    /// Where its Cargo.toml stands.
    pub root: PathBuf,
    /// Its crates, in the order of `members`.
    pub crates: Vec<Crate>,
}

/// A crate of the workspace.
pub struct Crate {
    /// The name of the package.
    pub name: String,
    /// Its folder, from the root of the workspace.
    pub folder: PathBuf,
    /// What it depends on, apart from its tests.
    pub dependencies: Vec<Dependency>,
    /// The root files of its library and its programs, from the root of the workspace.
    pub roots: Vec<PathBuf>,
}

/// A dependency of a crate.
pub struct Dependency {
    /// The name of the package.
    pub name: String,
    /// The version that is required; `None` for a path alone.
    pub version: Option<String>,
    /// The line of Cargo.toml that names it, from 1.
    pub line: usize,
}

impl Workspace {
    /// Reads the Cargo.toml of the workspace and of each member.
    pub fn read(root: &Path) -> Result<Self> {
        let manifest = read_toml(&root.join("Cargo.toml"))?.0;
        let workspace = table(&manifest, "workspace").context("Cargo.toml is not one of a workspace")?;
        let empty = Table::new();
        let shared = table(workspace, "dependencies").unwrap_or(&empty);
        let members = workspace.get("members").and_then(Value::as_array).context("no members")?;
        let crates = members
            .iter()
            .filter_map(Value::as_str)
            .map(|folder| Crate::read(root, Path::new(folder), shared).with_context(|| folder.to_owned()))
            .collect::<Result<Vec<_>>>()?;
        Ok(Self { root: root.to_owned(), crates })
    }

    /// The text of a file.
    pub fn text(&self, path: &Path) -> Result<String> {
        std::fs::read_to_string(self.root.join(path)).with_context(|| path.display().to_string())
    }

    /// The files with an extension, from the root of the workspace, sorted; build output is left out.
    pub fn files(&self, extension: &str) -> Result<Vec<PathBuf>> {
        let is_kept = |name: &str| name != "target" && name != "wip" && !name.starts_with(".git");
        let mut files = Vec::new();
        for entry in WalkDir::new(&self.root)
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || entry.file_name().to_str().is_some_and(is_kept))
        {
            let entry = entry?;
            if entry.file_type().is_file() && entry.path().extension().is_some_and(|e| e == extension) {
                files.push(entry.path().strip_prefix(&self.root)?.to_owned());
            }
        }
        files.sort();
        Ok(files)
    }
}

impl Crate {
    fn read(root: &Path, folder: &Path, shared: &Table) -> Result<Self> {
        let (manifest, text) = read_toml(&root.join(folder).join("Cargo.toml"))?;
        let package = table(&manifest, "package").context("no [package]")?;
        let name = package.get("name").and_then(Value::as_str).context("no name")?.to_owned();

        let mut dependencies = Vec::new();
        let targets = table(&manifest, "target").into_iter().flat_map(|targets| targets.values());
        for owner in targets.filter_map(Value::as_table).chain([&manifest]) {
            for kind in ["dependencies", "build-dependencies"] {
                for (key, value) in table(owner, kind).into_iter().flatten() {
                    dependencies.push(Dependency::read(key, value, shared, &text));
                }
            }
        }
        Ok(Self { name, folder: folder.to_owned(), dependencies, roots: roots(root, folder, &manifest) })
    }

    /// The path of its Cargo.toml from the root of the workspace.
    pub fn manifest(&self) -> PathBuf {
        self.folder.join("Cargo.toml")
    }

    /// The name by which Rust code imports it.
    pub fn import_name(&self) -> String {
        self.name.replace('-', "_")
    }
}

impl Dependency {
    fn read(key: &str, value: &Value, shared: &Table, text: &str) -> Self {
        let is_shared = value.get("workspace").and_then(Value::as_bool) == Some(true);
        let value = if is_shared { shared.get(key).unwrap_or(value) } else { value };
        let version = value.as_str().or_else(|| value.get("version").and_then(Value::as_str));
        let name = value.get("package").and_then(Value::as_str).unwrap_or(key);
        let names_it =
            |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', '.']));
        let line = text.lines().position(names_it).map_or(1, |index| index + 1);
        Self { name: name.to_owned(), version: version.map(str::to_owned), line }
    }
}

/// The root files of the library and the programs that exist.
fn roots(root: &Path, folder: &Path, manifest: &Table) -> Vec<PathBuf> {
    let mut roots = vec![folder.join("src/lib.rs"), folder.join("src/main.rs")];
    let library = manifest.get("lib").into_iter();
    let programs = manifest.get("bin").and_then(Value::as_array).into_iter().flatten();
    let named = library.chain(programs).filter_map(|target| target.get("path")?.as_str());
    roots.extend(named.map(|path| folder.join(path)));
    let programs = std::fs::read_dir(root.join(folder).join("src/bin")).into_iter().flatten().flatten();
    roots.extend(programs.map(|entry| folder.join("src/bin").join(entry.file_name())));
    roots.retain(|path| root.join(path).is_file());
    roots.sort();
    roots.dedup();
    roots
}

fn table<'a>(table: &'a Table, key: &str) -> Option<&'a Table> {
    table.get(key)?.as_table()
}

fn read_toml(path: &Path) -> Result<(Table, String)> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let table = text.parse().with_context(|| path.display().to_string())?;
    Ok((table, text))
}
