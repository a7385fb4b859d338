//! What a file uses from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

/// The names in use, by the path that they come from.
#[derive(Debug, Default)]
pub struct Uses(BTreeMap<String, BTreeSet<String>>);

impl Uses {
    pub fn add(&mut self, path: &str, name: &str) {
        self.0.entry(path.to_owned()).or_default().insert(name.to_owned());
    }

    /// The `use` lines for the names that are wanted, one each.
    pub fn lines_of(&self, is_wanted: impl Fn(&str) -> bool) -> String {
        let names = self.0.iter().flat_map(|(path, names)| names.iter().map(move |name| (path, name)));
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
        self.0.iter().map(line).collect()
    }
}
