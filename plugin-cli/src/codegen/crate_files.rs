//! The files of a generated crate.

use super::direction::Direction;
use super::imports::Imports;
use super::literal::string;
use super::rust_names::RustNames;
use super::step;
use super::struct_type::StructType;
use crate::manifest;
use crate::names::Taken;
use crate::spec::{Kind, Spec, Step};
use std::path::{Path, PathBuf};

/// A file of a generated crate.
#[derive(Debug)]
pub struct GeneratedFile {
    /// The path within the crate.
    pub path: PathBuf,
    /// The content.
    pub text: String,
}

/// All files of the crate. `core` is the folder of the crate plugin-core.
pub fn crate_files(spec: &Spec, names: &RustNames, core: &Path) -> Vec<GeneratedFile> {
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
pub fn step_file(step: &Step, spec: &Spec, names: &RustNames) -> GeneratedFile {
    let path = format!("src/{}s/{}.rs", step.kind.name(), names.step(step));
    file(&path, step::write(step, spec, names))
}

fn file(path: &str, text: String) -> GeneratedFile {
    GeneratedFile { path: path.into(), text }
}

fn lists(spec: &Spec) -> [(&'static str, &[Step]); 3] {
    [
        (Kind::Action.name(), &spec.actions[..]),
        (Kind::Trigger.name(), &spec.triggers),
        (Kind::Task.name(), &spec.tasks),
    ]
}

fn modules(kind: &str, steps: &[Step], names: &RustNames) -> String {
    let mut modules: Vec<_> = steps.iter().map(|step| format!("pub mod {};\n", names.step(step))).collect();
    modules.sort_unstable();
    format!("//! The {kind}s, one file each.\n\n{}", modules.concat())
}

/// The parts of `main.rs`.
#[derive(Default)]
struct Main {
    modules: Vec<String>,
    imports: Imports,
    /// The lines of `plugin!`.
    entries: Vec<String>,
}

impl Main {
    /// Lists the steps of a kind. A step is imported, unless its name is that of a step of another kind.
    fn add_steps(&mut self, kind: &str, steps: &[Step], names: &RustNames, taken: &mut Taken) {
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
                    self.imports.add(&path, &taken.take(ident.to_owned(), ""));
                    ident.to_owned()
                }
            }
        });
        let list: Vec<_> = list.collect();
        self.entries.push(steps_entry(&format!("{kind}s"), &list));
    }
}

fn main(spec: &Spec, names: &RustNames) -> String {
    let (mut main, mut taken) = (Main::default(), Taken::default());
    for (kind, steps) in lists(spec) {
        main.add_steps(kind, steps, names, &mut taken);
    }
    if !spec.connection.is_empty() {
        main.modules.push("mod connection;\n".to_owned());
        main.imports.add("connection", "Connection");
        main.entries.insert(0, "    connection: Connection,\n".to_owned());
    }
    if !used_types(spec).is_empty() {
        main.modules.push("mod types;\n".to_owned());
    }
    main.modules.sort_unstable();
    main.imports.add("std::process", "ExitCode");
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
        main.imports.lines(),
        main.entries.concat()
    )
}

/// The width of rustfmt, which does not format the lists of `plugin!`.
pub const MAX_LINE_BYTES: usize = 100;

/// A list of steps in `plugin!`: one line, or a line for each step if one would be too long.
fn steps_entry(kind: &str, steps: &[String]) -> String {
    let line = format!("    {kind}: [{}],\n", steps.join(", "));
    match line.len() > MAX_LINE_BYTES {
        true => {
            let lines: String = steps.iter().map(|step| format!("        {step},\n")).collect();
            format!("    {kind}: [\n{lines}    ],\n")
        }
        false => line,
    }
}

fn connection(spec: &Spec, names: &RustNames) -> String {
    let mut imports = Imports::default();
    let input = StructType {
        ident: "ConnectionInput".into(),
        type_name: None,
        direction: Direction::Input,
        properties: &spec.connection,
    };
    let input = input.write(spec, names, &mut imports);
    for name in ["PluginError", "Result", "connection"] {
        imports.add("plugin_core", name);
    }
    format!(
        "//! What a person configures, and what every step borrows.\n\n{}\n{input}\
         pub struct Connection {{}}\n\n\
         #[connection]\nimpl Connection {{\n    pub async fn connect(input: ConnectionInput) -> Result<Self> {{\n        \
         let _ = input;\n        \
         Err(PluginError::new(\"The connection is not written yet.\", \"Write it in src/connection.rs.\"))\n    }}\n\n    \
         pub async fn test(&self) -> Result<()> {{\n        \
         Err(PluginError::new(\"The connection test is not written yet.\", \"Write it in src/connection.rs.\"))\n    }}\n}}\n",
        imports.lines()
    )
}

/// The custom types that a property uses. The others stay in Cargo.toml.
fn used_types(spec: &Spec) -> Vec<&str> {
    let steps = spec.steps().flat_map(|step| step.input.iter().chain(&step.output).chain(&step.state));
    spec.used(steps.chain(&spec.connection))
}

fn types_file(spec: &Spec, names: &RustNames) -> Option<String> {
    let (imports, text) = types(spec, names, &used_types(spec));
    (!text.is_empty()).then(|| format!("//! The plugin's own types.\n\n{}\n{text}", imports.lines()))
}

/// The custom types of these names in the order of the specification, and their imports.
pub fn types(spec: &Spec, names: &RustNames, wanted: &[&str]) -> (Imports, String) {
    let mut imports = Imports::default();
    let mut text = String::new();
    for ty in spec.types.iter().filter(|ty| wanted.contains(&ty.name.as_str())) {
        let custom_type = StructType {
            ident: names.custom_type(&ty.name).to_owned(),
            type_name: Some(&ty.name),
            direction: Direction::Both,
            properties: &ty.fields,
        };
        text.push_str(&custom_type.write(spec, names, &mut imports));
    }
    (imports, text)
}
