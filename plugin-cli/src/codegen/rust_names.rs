//! The Rust names of everything in a specification.

use crate::names::{self, Taken};
use crate::spec::{BUILT_IN, Kind, Spec, Step};
use std::collections::HashMap;

/// Names of types that the generated files import or define for other purposes.
const RESERVED: [&str; 33] = [
    "Any",
    "AsymmetricKey",
    "Box",
    "Bytes",
    "Connection",
    "ConnectionInput",
    "Context",
    "Date",
    "Deserialize",
    "Err",
    "Error",
    "Events",
    "File",
    "Map",
    "None",
    "Ok",
    "Option",
    "Page",
    "Password",
    "PluginError",
    "Preset",
    "Result",
    "Schema",
    "SecretKey",
    "Self",
    "Serialize",
    "Some",
    "String",
    "Token",
    "UsernamePassword",
    "Value",
    "Vec",
    "CustomConfig",
];

/// Names that no step can have: `main.rs` defines them, or the macros and the step's file use them for other purposes.
const RESERVED_STEPS: [&str; 33] = [
    "plugin",
    "main",
    "actions",
    "triggers",
    "tasks",
    "types",
    "connection",
    "test",
    "mod",
    "alloc",
    "core",
    "plugin_core",
    "serde",
    "serde_json",
    "std",
    "bool",
    "char",
    "f32",
    "f64",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "str",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "api",
];

/// The unique Rust names of the custom types and steps of a specification.
#[derive(Debug, Default)]
pub struct RustNames {
    types: HashMap<String, String>,
    steps: HashMap<(&'static str, String), String>,
}

impl RustNames {
    /// Chooses a name for each custom type and each step.
    pub fn of(spec: &Spec) -> Self {
        let mut names = Self::default();
        let mut taken = Taken::of(RESERVED);
        for kind in [Kind::Action, Kind::Trigger, Kind::Task] {
            let mut idents = Taken::default();
            for step in spec.steps().filter(|step| step.kind == kind) {
                let mut ident = names::snake(&step.name, kind.name());
                if names::is_keyword(&ident) || RESERVED_STEPS.contains(&ident.as_str()) {
                    ident.push('_');
                }
                let ident = idents.take(ident, "_");
                names.steps.insert((kind.name(), step.name.clone()), ident);
            }
        }
        for step in spec.steps() {
            let base = names::pascal(names.step(step), "Step");
            for part in ["Input", "Output", "State"] {
                taken.take(format!("{base}{part}"), "");
            }
        }
        for ty in spec.types.iter().filter(|ty| !BUILT_IN.contains(&ty.name.as_str())) {
            let ident = names::pascal(&ty.name, "Type");
            let ident = if taken.contains(&ident) { format!("{ident}Type") } else { ident };
            let ident = taken.take(ident, "");
            names.types.insert(ty.name.clone(), ident);
        }
        names
    }

    /// The struct of a custom type.
    pub fn custom_type(&self, name: &str) -> &str {
        self.types.get(name).map_or("Any", String::as_str)
    }

    /// The function of a step, which is also the name of its file.
    pub fn step(&self, step: &Step) -> &str {
        self.steps.get(&(step.kind.name(), step.name.clone())).map_or("", String::as_str)
    }

    /// The struct of a part of a step, such as `GetUserInput`.
    pub fn part(&self, step: &Step, suffix: &str) -> String {
        format!("{}{suffix}", names::pascal(self.step(step), "Step"))
    }

    /// Whether another type has the name.
    pub fn is_taken(&self, ident: &str) -> bool {
        RESERVED.contains(&ident) || self.types.values().any(|taken| taken == ident)
    }
}
