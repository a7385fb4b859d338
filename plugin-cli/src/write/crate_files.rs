//! All files of a crate.

use super::field::Way;
use super::literal::string;
use super::names::Names;
use super::record::Record;
use super::step;
use super::uses::Uses;
use crate::manifest;
use crate::names::Taken;
use crate::spec::{Kind, Spec, Step};
use std::path::{Path, PathBuf};

/// A file to be written.
#[derive(Debug)]
pub struct File {
    /// Its path within the crate.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

/// The files of the plugin. `core` is where the crate plugin-core is.
pub fn files(spec: &Spec, names: &Names, core: &Path) -> Vec<File> {
    let mut files = vec![
        file("Cargo.toml", manifest::write(spec, core)),
        file(".gitignore", "/target\n".to_owned()),
        file("src/main.rs", main(spec, names)),
    ];
    if !spec.history.is_empty() {
        let entries: String = spec.history.iter().map(|entry| format!("- {entry}\n")).collect();
        files.push(file("CHANGELOG.md", format!("# Changelog\n\n{entries}")));
    }
    if !spec.connection.is_empty() {
        files.push(file("src/connection.rs", connection(spec, names)));
    }
    if let Some(types) = types_file(spec, names) {
        files.push(file("src/types.rs", types));
    }
    for (kind, steps) in lists(spec) {
        if !steps.is_empty() {
            files.push(file(&format!("src/{kind}s/mod.rs"), modules(kind, steps, names)));
        }
        files.extend(steps.iter().map(|step| step_file(step, spec, names)));
    }
    files
}

/// The file of one step.
pub fn step_file(step: &Step, spec: &Spec, names: &Names) -> File {
    let path = format!("src/{}s/{}.rs", step.kind.name(), names.step(step));
    file(&path, step::write(step, spec, names))
}

fn file(path: &str, text: String) -> File {
    File { path: path.into(), text }
}

fn lists(spec: &Spec) -> [(&'static str, &[Step]); 3] {
    [
        (Kind::Action.name(), &spec.actions[..]),
        (Kind::Trigger.name(), &spec.triggers),
        (Kind::Task.name(), &spec.tasks),
    ]
}

fn modules(kind: &str, steps: &[Step], names: &Names) -> String {
    let mut modules: Vec<_> = steps.iter().map(|step| format!("pub mod {};\n", names.step(step))).collect();
    modules.sort_unstable();
    format!("//! The {kind}s, one file each.\n\n{}", modules.concat())
}

/// What `main.rs` is put together from.
#[derive(Default)]
struct Main {
    modules: Vec<String>,
    uses: Uses,
    /// The lines of `plugin!`.
    entries: Vec<String>,
}

impl Main {
    /// Lists the steps of a kind: by their names alone, unless a step of another kind is called so already.
    fn add_steps(&mut self, kind: &str, steps: &[Step], names: &Names, taken: &mut Taken) {
        if steps.is_empty() {
            return;
        }
        self.modules.push(format!("mod {kind}s;\n"));
        let list = steps.iter().map(|step| {
            let ident = names.step(step);
            let path = format!("{kind}s::{ident}");
            match taken.contains(ident) || ident == kind {
                true => format!("{path}::{ident}"),
                false => {
                    self.uses.add(&path, &taken.take(ident.to_owned(), ""));
                    ident.to_owned()
                }
            }
        });
        let list: Vec<_> = list.collect();
        self.entries.push(list_entry(&format!("{kind}s"), &list));
    }
}

fn main(spec: &Spec, names: &Names) -> String {
    let (mut main, mut taken) = (Main::default(), Taken::default());
    for (kind, steps) in lists(spec) {
        main.add_steps(kind, steps, names, &mut taken);
    }
    if !spec.connection.is_empty() {
        main.modules.push("mod connection;\n".to_owned());
        main.uses.add("connection", "Connection");
        main.entries.insert(0, "    connection: Connection,\n".to_owned());
    }
    if !used_types(spec).is_empty() {
        main.modules.push("mod types;\n".to_owned());
    }
    main.modules.sort_unstable();
    main.uses.add("std::process", "ExitCode");
    let name = match manifest::package_name(spec).replace('-', "_") == spec.name {
        true => String::new(),
        false => format!("    name: {},\n", string(&spec.name)),
    };
    let (title, vendor) = (string(&spec.title), string(&spec.vendor));
    format!(
        "//! {}\n\n{}\n{}\nplugin_core::plugin! {{\n    title: {title}, vendor: {vendor},\n{name}{}}}\n\n\
         fn main() -> ExitCode {{\n    plugin().main()\n}}\n",
        spec.title.replace(['\n', '\r'], " "),
        main.modules.concat(),
        main.uses.lines(),
        main.entries.concat()
    )
}

/// The widest line, which is rustfmt's own measure. It leaves the lists of `plugin!` as they are.
const WIDTH: usize = 100;

/// A list of `plugin!`: in one line, or a line for each step if that is too long.
pub fn list_entry(kind: &str, steps: &[String]) -> String {
    let line = format!("    {kind}: [{}],\n", steps.join(", "));
    match line.len() > WIDTH {
        true => {
            let lines: String = steps.iter().map(|step| format!("        {step},\n")).collect();
            format!("    {kind}: [\n{lines}    ],\n")
        }
        false => line,
    }
}

fn connection(spec: &Spec, names: &Names) -> String {
    let mut uses = Uses::default();
    let record =
        Record { ident: "ConnectionInput".into(), name: None, way: Way::Input, properties: &spec.connection };
    let input = record.write(spec, names, &mut uses);
    for name in ["PluginError", "Result", "connection"] {
        uses.add("plugin_core", name);
    }
    format!(
        "//! What a person configures, and what every step borrows.\n\n{}\n{input}\
         pub struct Connection {{}}\n\n\
         #[connection]\nimpl Connection {{\n    pub async fn connect(input: ConnectionInput) -> Result<Self> {{\n        \
         let _ = input;\n        \
         Err(PluginError::new(\"The connection is not written yet.\", \"Write it in src/connection.rs.\"))\n    }}\n\n    \
         pub async fn test(&self) -> Result<()> {{\n        \
         Err(PluginError::new(\"The connection test is not written yet.\", \"Write it in src/connection.rs.\"))\n    }}\n}}\n",
        uses.lines()
    )
}

/// The types that something uses; the others stay in Cargo.toml.
fn used_types(spec: &Spec) -> Vec<&str> {
    let steps = spec.steps().flat_map(|step| step.input.iter().chain(&step.output).chain(&step.state));
    spec.used(steps.chain(&spec.connection))
}

fn types_file(spec: &Spec, names: &Names) -> Option<String> {
    let (uses, text) = types(spec, names, &used_types(spec));
    (!text.is_empty()).then(|| format!("//! The plugin's own types.\n\n{}\n{text}", uses.lines()))
}

/// The types of these names, in the order of the specification, and what they use.
pub fn types(spec: &Spec, names: &Names, wanted: &[&str]) -> (Uses, String) {
    let mut uses = Uses::default();
    let mut text = String::new();
    for ty in spec.types.iter().filter(|ty| wanted.contains(&ty.name.as_str())) {
        let record = Record {
            ident: names.ty(&ty.name).to_owned(),
            name: Some(&ty.name),
            way: Way::Both,
            properties: &ty.fields,
        };
        text.push_str(&record.write(spec, names, &mut uses));
    }
    (uses, text)
}
