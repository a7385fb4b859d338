//! The names of a file: those that it uses from elsewhere, and the enums that it has.

use std::collections::{BTreeMap, BTreeSet};

/// The names that a file has.
#[derive(Debug, Default)]
pub struct Uses {
    /// Those from elsewhere, by the path that they come from.
    paths: BTreeMap<String, BTreeSet<String>>,
    enums: BTreeSet<String>,
}

impl Uses {
    /// The file uses this name.
    pub fn add(&mut self, path: &str, name: &str) {
        self.paths.entry(path.to_owned()).or_default().insert(name.to_owned());
    }

    /// Gives the name to an enum; `false` if another enum of the file has it.
    pub fn take_enum(&mut self, name: &str) -> bool {
        self.enums.insert(name.to_owned())
    }

    /// The `use` lines for the names that are wanted, one each.
    pub fn lines_of(&self, is_wanted: impl Fn(&str) -> bool) -> String {
        let names = self.paths.iter().flat_map(|(path, names)| names.iter().map(move |name| (path, name)));
        names
            .filter(|(_, name)| is_wanted(name))
            .map(|(path, name)| format!("use {path}::{name};\n"))
            .collect()
    }

    /// The `use` lines.
    pub fn lines(&self) -> String {
        let line = |(path, names): (&String, &BTreeSet<String>)| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            match names[..] {
                [name] => format!("use {path}::{name};\n"),
                _ => format!("use {path}::{{{}}};\n", names.join(", ")),
            }
        };
        self.paths.iter().map(line).collect()
    }
}
