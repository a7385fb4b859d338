//! The files of a generated crate.

use super::direction::Direction;
use super::imports::Imports;
use super::main_file;
use super::rust_names::RustNames;
use super::step;
use super::struct_type::StructType;
use crate::manifest;
use crate::spec::{Spec, StepKind, StepSpec};
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
        file("src/main.rs", main_file::write(spec, names)),
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
    for (kind, steps) in spec.step_lists() {
        if !steps.is_empty() {
            files.push(file(&format!("src/{}s/mod.rs", kind.name()), modules(kind, steps, names)));
        }
        files.extend(steps.iter().map(|step| step_file(step, spec, names)));
    }
    files
}

/// The file of one step.
pub fn step_file(step: &StepSpec, spec: &Spec, names: &RustNames) -> GeneratedFile {
    let path = format!("src/{}s/{}.rs", step.kind.name(), names.step(step));
    file(&path, step::write(step, spec, names))
}

fn file(path: &str, text: String) -> GeneratedFile {
    GeneratedFile { path: path.into(), text }
}

fn modules(kind: StepKind, steps: &[StepSpec], names: &RustNames) -> String {
    let mut modules: Vec<_> = steps.iter().map(|step| format!("pub mod {};\n", names.step(step))).collect();
    modules.sort_unstable();
    format!("//! The {}s, one file each.\n\n{}", kind.name(), modules.concat())
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
        "//! The connection: its settings, and the struct that every step borrows.\n\n{}\n{input}\
         pub struct Connection {{}}\n\n\
         #[connection]\nimpl Connection {{\n    pub async fn connect(input: ConnectionInput) -> Result<Self> {{\n        \
         let _ = input;\n        \
         Err(PluginError::new(\"The connection is not implemented yet.\", \"Implement it in src/connection.rs.\"))\n    }}\n\n    \
         pub async fn test(&self) -> Result<()> {{\n        \
         Err(PluginError::new(\"The connection test is not implemented yet.\", \"Implement it in src/connection.rs.\"))\n    }}\n}}\n",
        imports.lines()
    )
}

fn types_file(spec: &Spec, names: &RustNames) -> Option<String> {
    let (imports, text) = types(spec, names, &spec.used_types());
    (!text.is_empty()).then(|| format!("//! The custom types of the plugin.\n\n{}\n{text}", imports.lines()))
}

/// The custom types of these names in the order of the specification, and their imports.
pub fn types(spec: &Spec, names: &RustNames, type_names: &[&str]) -> (Imports, String) {
    let mut imports = Imports::default();
    let mut text = String::new();
    for ty in spec.types.iter().filter(|ty| type_names.contains(&ty.name.as_str())) {
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
