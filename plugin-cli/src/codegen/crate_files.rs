//! The files of a generated crate.

use super::client_files;
use super::direction::Direction;
use super::imports::Imports;
use super::main_file;
use super::rust_names::RustNames;
use super::step;
use super::step_test;
use super::struct_type::StructType;
use crate::manifest;
use crate::spec::{Spec, StepKind, StepSpec};
use std::path::{Path, PathBuf};

/// The file with the harness of all tests.
pub const TESTING_FILE: &str = "src/testing.rs";

/// A file of a generated crate.
#[derive(Debug)]
pub struct GeneratedFile {
    /// The path within the crate.
    pub path: PathBuf,
    /// The content.
    pub text: String,
}

/// The lints that find blocking code.
const CLIPPY: &str = include_str!("../../templates/clippy.toml");

/// The workflow that checks a plugin.
const CI: &str = include_str!("../../templates/ci.yml");

const README: &str = include_str!("../../templates/README.import.md");

fn readme(spec: &Spec) -> String {
    README.replace("{{title}}", &spec.title).replace("{{description}}", &spec.description)
}

/// All files of the crate. `core` is the folder of the crate plugin-core.
pub fn crate_files(spec: &Spec, names: &RustNames, core: &Path) -> Vec<GeneratedFile> {
    let mut files = vec![
        file("Cargo.toml", manifest::write(spec, core)),
        file(".gitignore", "/target\n".to_owned()),
        file(".github/workflows/ci.yml", CI.to_owned()),
        file("clippy.toml", CLIPPY.to_owned()),
        file("README.md", readme(spec)),
        file("src/main.rs", main_file::write(spec, names)),
        file(TESTING_FILE, step_test::harness(spec)),
    ];
    if !spec.history.is_empty() {
        let entries: String = spec.history.iter().map(|entry| format!("- {entry}\n")).collect();
        files.push(file("CHANGELOG.md", format!("# Changelog\n\n{entries}")));
    }
    if !spec.connection.is_empty() {
        files.push(file("src/api.rs", client_files::api(spec)));
        files.push(file("src/connection.rs", client_files::connection(spec, names)));
    }
    if let Some(types) = types_file(spec, names) {
        files.push(file("src/types.rs", types));
    }
    for (kind, steps) in spec.step_lists() {
        if !steps.is_empty() {
            files.push(file(&format!("src/{}s/mod.rs", kind.name()), modules(kind, steps, names)));
        }
        files.extend(steps.iter().map(|step| step_file(step, spec, names, true)));
    }
    files
}

/// The file of one step. Its test needs [`TESTING_FILE`].
pub fn step_file(step: &StepSpec, spec: &Spec, names: &RustNames, with_test: bool) -> GeneratedFile {
    let path = format!("src/{}s/{}.rs", step.kind.name(), names.step(step));
    let test = if with_test { step_test::write(step, spec) } else { String::new() };
    file(&path, step::write(step, spec, names) + &test)
}

fn file(path: &str, text: String) -> GeneratedFile {
    GeneratedFile { path: path.into(), text }
}

fn modules(kind: StepKind, steps: &[StepSpec], names: &RustNames) -> String {
    let mut modules: Vec<_> = steps.iter().map(|step| format!("pub mod {};\n", names.step(step))).collect();
    modules.sort_unstable();
    format!("//! The {}s, one file each.\n\n{}", kind.name(), modules.concat())
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
