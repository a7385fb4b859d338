//! The Rust names of everything in a specification.

use crate::name_allocator::NameAllocator;
use crate::spec::{BUILT_IN_TYPES, Spec, StepKind, StepSpec};
use crate::{casing, keywords};
use std::collections::HashMap;

/// Names of types that the generated files import or define for other purposes.
const RESERVED_TYPE_NAMES: [&str; 36] = [
    "Any",
    "Api",
    "AsymmetricKey",
    "Auth",
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
    "Http",
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
const RESERVED_STEP_NAMES: [&str; 34] = [
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
    "testing",
];

/// The module of the custom types.
pub const TYPES_MODULE: &str = "crate::types";

/// A struct that exists for a custom type.
#[derive(Debug)]
pub struct TypePath {
    /// The name on the wire.
    pub name: String,
    /// The path of the module that contains the struct.
    pub module: String,
    /// The name of the struct.
    pub ident: String,
}

/// The unique Rust names of the custom types and steps of a specification.
#[derive(Debug, Default)]
pub struct RustNames {
    types: HashMap<String, String>,
    /// The modules of the types that exist.
    modules: HashMap<String, String>,
    steps: HashMap<(&'static str, String), String>,
}

impl RustNames {
    /// Chooses a name for each custom type and each step.
    pub fn new(spec: &Spec) -> Self {
        Self::with_types(spec, Vec::new())
    }

    /// Chooses a name for each step, and for each custom type that does not exist.
    pub fn with_types(spec: &Spec, existing: Vec<TypePath>) -> Self {
        let mut names = Self::default();
        let mut type_idents = NameAllocator::with_reserved(RESERVED_TYPE_NAMES);
        for kind in [StepKind::Action, StepKind::Trigger, StepKind::Task] {
            let mut idents = NameAllocator::default();
            for step in spec.steps().filter(|step| step.kind == kind) {
                let mut ident = casing::snake_case(&step.name, kind.name());
                if keywords::is_keyword(&ident) || RESERVED_STEP_NAMES.contains(&ident.as_str()) {
                    ident.push('_');
                }
                let ident = idents.allocate(ident, "_");
                names.steps.insert((kind.name(), step.name.clone()), ident);
            }
        }
        for step in spec.steps() {
            let base = casing::pascal_case(names.step(step), "Step");
            for part in ["Input", "Output", "State"] {
                type_idents.allocate(format!("{base}{part}"), "");
            }
        }
        for TypePath { name, module, ident } in existing {
            type_idents.allocate(ident.clone(), "");
            names.types.insert(name.clone(), ident);
            names.modules.insert(name, module);
        }
        for ty in spec.types.iter().filter(|ty| !BUILT_IN_TYPES.contains(&ty.name.as_str())) {
            if names.types.contains_key(&ty.name) {
                continue;
            }
            let ident = casing::pascal_case(&ty.name, "Type");
            let ident = if type_idents.contains(&ident) { format!("{ident}Type") } else { ident };
            let ident = type_idents.allocate(ident, "");
            names.types.insert(ty.name.clone(), ident);
        }
        names
    }

    /// The struct of a custom type.
    pub fn custom_type(&self, name: &str) -> &str {
        self.types.get(name).map_or("Any", String::as_str)
    }

    /// The module of the struct of a custom type.
    pub fn module(&self, name: &str) -> &str {
        self.modules.get(name).map_or(TYPES_MODULE, String::as_str)
    }

    /// The function of a step, which is also the name of its file.
    pub fn step(&self, step: &StepSpec) -> &str {
        self.steps.get(&(step.kind.name(), step.name.clone())).map_or("", String::as_str)
    }

    /// The struct of a part of a step, such as `GetUserInput`.
    pub fn part(&self, step: &StepSpec, suffix: &str) -> String {
        format!("{}{suffix}", casing::pascal_case(self.step(step), "Step"))
    }

    /// Whether another type has the name.
    pub fn is_taken(&self, ident: &str) -> bool {
        RESERVED_TYPE_NAMES.contains(&ident) || self.types.values().any(|taken| taken == ident)
    }
}
