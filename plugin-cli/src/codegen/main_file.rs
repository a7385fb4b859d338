//! The `main.rs` of a generated crate: its modules, its imports, and `plugin!`.

use super::imports::Imports;
use super::literal::string;
use super::rust_names::RustNames;
use crate::manifest;
use crate::name_allocator::NameAllocator;
use crate::spec::{Spec, StepSpec};

/// The width of rustfmt, which does not format the lists of `plugin!`.
pub const MAX_LINE_BYTES: usize = 100;

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
    fn add_steps(&mut self, kind: &str, steps: &[StepSpec], names: &RustNames, idents: &mut NameAllocator) {
        if steps.is_empty() {
            return;
        }
        self.modules.push(format!("mod {kind}s;\n"));
        let list = steps.iter().map(|step| {
            let ident = names.step(step);
            let path = format!("{kind}s::{ident}");
            match idents.contains(ident) || ident == kind {
                true => format!("{path}::{ident}"),
                false => {
                    self.imports.add(&path, &idents.allocate(ident.to_owned(), ""));
                    ident.to_owned()
                }
            }
        });
        let list: Vec<_> = list.collect();
        self.entries.push(steps_entry(&format!("{kind}s"), &list));
    }
}

/// The text of `main.rs`.
pub fn write(spec: &Spec, names: &RustNames) -> String {
    let (mut main, mut idents) = (Main::default(), NameAllocator::default());
    for (kind, steps) in spec.step_lists() {
        main.add_steps(kind.name(), steps, names, &mut idents);
    }
    if !spec.connection.is_empty() {
        main.modules.push("mod api;\n".to_owned());
        main.modules.push("mod connection;\n".to_owned());
        main.imports.add("connection", "Connection");
        main.entries.insert(0, "    connection: Connection,\n".to_owned());
    }
    if !spec.used_types().is_empty() {
        main.modules.push("mod types;\n".to_owned());
    }
    main.modules.push("#[cfg(test)]\nmod testing;\n".to_owned());
    main.modules.sort_unstable_by_key(|module| module.trim_start_matches("#[cfg(test)]\n").to_owned());
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
