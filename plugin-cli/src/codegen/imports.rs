//! The imports of a generated file, and the names of its enums.

use std::collections::{BTreeMap, BTreeSet};

/// The names that a generated file imports or defines.
#[derive(Debug, Default)]
pub struct Imports {
    /// The imported names by path.
    paths: BTreeMap<String, BTreeSet<String>>,
    enums: BTreeSet<String>,
}

impl Imports {
    /// Imports a name from a path.
    pub fn add(&mut self, path: &str, name: &str) {
        self.paths.entry(path.to_owned()).or_default().insert(name.to_owned());
    }

    /// Reserves the name for an enum; `false` if another enum of the file has it.
    pub fn reserve_enum(&mut self, name: &str) -> bool {
        self.enums.insert(name.to_owned())
    }

    /// The `use` lines of all names, one line for each path.
    pub fn lines(&self) -> String {
        self.lines_of(|_| true)
    }

    /// The `use` lines of the names that `filter` accepts, one line for each path.
    pub fn lines_of(&self, filter: impl Fn(&str) -> bool) -> String {
        let line = |(path, names): (&String, &BTreeSet<String>)| {
            let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| filter(name)).collect();
            match names[..] {
                [] => String::new(),
                [name] => format!("use {path}::{name};\n"),
                _ => format!("use {path}::{{{}}};\n", names.join(", ")),
            }
        };
        self.paths.iter().map(line).collect()
    }
}
