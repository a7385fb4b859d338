//! The model of a specification, which keeps everything that the file contains.

use serde_json::{Map, Value};

/// A specification.
#[derive(Debug, Default)]
pub struct Spec {
    /// The name on the wire.
    pub name: String,
    /// The name in user interfaces.
    pub title: String,
    /// A sentence about the plugin.
    pub description: String,
    /// The version: three numbers.
    pub version: String,
    /// The name of the vendor.
    pub vendor: String,
    /// The version history, newest first.
    pub history: Vec<String>,
    /// The keys that have no field in this struct.
    pub metadata: Map<String, Value>,
    /// The custom types, used or not.
    pub types: Vec<CustomType>,
    /// The settings of the connection; empty if there is no connection.
    pub connection: Vec<Property>,
    /// The actions.
    pub actions: Vec<StepSpec>,
    /// The triggers.
    pub triggers: Vec<StepSpec>,
    /// The tasks.
    pub tasks: Vec<StepSpec>,
}

/// A custom type.
#[derive(Debug)]
pub struct CustomType {
    /// The name on the wire.
    pub name: String,
    /// The fields.
    pub fields: Vec<Property>,
}

/// The kind of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Returns an output for an input.
    Action,
    /// Runs until it is stopped and sends events.
    Trigger,
    /// Reads new data page by page on a schedule.
    Task,
}

impl StepKind {
    /// The name in the singular, such as `action`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Trigger => "trigger",
            Self::Task => "task",
        }
    }
}

/// An action, a trigger or a task.
#[derive(Debug)]
pub struct StepSpec {
    /// The kind.
    pub kind: StepKind,
    /// The name on the wire.
    pub name: String,
    /// The name in user interfaces.
    pub title: Option<String>,
    /// A sentence about the step.
    pub description: String,
    /// The properties of the input.
    pub input: Vec<Property>,
    /// The properties of the output.
    pub output: Vec<Property>,
    /// The properties that a task keeps between two pages.
    pub state: Vec<Property>,
    /// The schedule of a task, as the file has it.
    pub schedule: Option<Value>,
}

impl StepSpec {
    /// The properties of the input, the output and the state.
    pub fn properties(&self) -> impl Iterator<Item = &Property> {
        self.input.iter().chain(&self.output).chain(&self.state)
    }
}

/// A property of an input, an output, a state, a connection or a custom type.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// The type of its values.
    pub ty: PropertyType,
    /// The name in user interfaces.
    pub title: Option<String>,
    /// A sentence about the property.
    pub description: Option<String>,
    /// Whether a value is required; `None` if the file has no such key.
    pub required: Option<bool>,
    /// The value that a form starts with.
    pub default: Option<Value>,
    /// An example.
    pub example: Option<Value>,
    /// The allowed values; empty if all are allowed.
    pub values: Vec<Value>,
    /// The hint in an empty input of a form.
    pub placeholder: Option<String>,
    /// The hint beside an input of a form.
    pub tooltip: Option<String>,
    /// The keys that have no field in this struct, such as `order`.
    pub more: Map<String, Value>,
}

/// The type of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum PropertyType {
    /// A built-in type, by its name.
    BuiltIn(&'static str),
    /// A custom type, by its name.
    Custom(String),
    /// A list.
    List(Box<PropertyType>),
    /// A name that is no type.
    Unknown(String),
}

/// The built-in types.
pub const BUILT_IN_TYPES: [&str; 17] = [
    "string",
    "integer",
    "int",
    "number",
    "float",
    "boolean",
    "bool",
    "object",
    "date",
    "bytes",
    "file",
    "password",
    "python",
    "credential_secret_key",
    "credential_username_password",
    "credential_token",
    "credential_asymmetric_key",
];

impl PropertyType {
    /// The name of the custom type, or of the one in the list.
    pub fn custom_name(&self) -> Option<&str> {
        match self {
            Self::Custom(name) => Some(name),
            Self::List(item) => item.custom_name(),
            Self::BuiltIn(_) | Self::Unknown(_) => None,
        }
    }

    /// Whether a field of the type can have the value, by the rules of the macro.
    pub fn accepts(&self, value: &Value) -> bool {
        match self {
            Self::List(item) => {
                value.as_array().is_some_and(|items| items.iter().all(|value| item.accepts(value)))
            }
            Self::Custom(_) => value.is_object(),
            Self::Unknown(_) => true,
            Self::BuiltIn(name) => match *name {
                "string" | "date" | "bytes" | "password" | "python" => value.is_string(),
                "integer" | "int" => value.is_i64(),
                "number" | "float" => value.is_number(),
                "boolean" | "bool" => value.is_boolean(),
                "object" | "file" => value.is_object(),
                _ => false,
            },
        }
    }
}

impl Spec {
    /// All steps: actions, triggers, tasks.
    pub fn steps(&self) -> impl Iterator<Item = &StepSpec> {
        self.actions.iter().chain(&self.triggers).chain(&self.tasks)
    }

    /// The steps of each kind.
    pub fn step_lists(&self) -> [(StepKind, &[StepSpec]); 3] {
        [
            (StepKind::Action, &self.actions),
            (StepKind::Trigger, &self.triggers),
            (StepKind::Task, &self.tasks),
        ]
    }

    /// The custom type of a name.
    pub fn custom_type(&self, name: &str) -> Option<&CustomType> {
        self.types.iter().find(|ty| ty.name == name)
    }

    /// The names of the custom types that a step or the connection uses.
    pub fn used_types(&self) -> Vec<&str> {
        self.types_of(self.steps().flat_map(StepSpec::properties).chain(&self.connection))
    }

    /// The names of the other custom types.
    pub fn unused_types(&self) -> Vec<&str> {
        let used = self.used_types();
        let names = self.types.iter().map(|ty| ty.name.as_str());
        names.filter(|name| !used.contains(name)).collect()
    }

    /// The names of the custom types that the properties use, directly or through other types.
    pub fn types_of<'a>(&'a self, properties: impl IntoIterator<Item = &'a Property>) -> Vec<&'a str> {
        let mut names = Vec::new();
        self.collect_types(properties, &mut names);
        names
    }

    fn collect_types<'a>(
        &'a self,
        properties: impl IntoIterator<Item = &'a Property>,
        names: &mut Vec<&'a str>,
    ) {
        for name in properties.into_iter().filter_map(|property| property.ty.custom_name()) {
            if let Some(ty) = self.custom_type(name).filter(|ty| !names.contains(&ty.name.as_str())) {
                names.push(&ty.name);
                self.collect_types(&ty.fields, names);
            }
        }
    }
}
