//! The model of a specification, which keeps all of it.

use serde_json::{Map, Value};

/// A whole specification.
#[derive(Debug, Default)]
pub struct Spec {
    /// Its name on the wire.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// What it does.
    pub description: String,
    /// Its version, three numbers.
    pub version: String,
    /// Who makes it.
    pub vendor: String,
    /// The history of versions, newest first.
    pub history: Vec<String>,
    /// All keys of the plugin that have no position of their own here.
    pub metadata: Map<String, Value>,
    /// The types of its own, used or not.
    pub types: Vec<CustomType>,
    /// What a person configures; empty if there is no connection.
    pub connection: Vec<Property>,
    /// Its actions.
    pub actions: Vec<Step>,
    /// Its triggers.
    pub triggers: Vec<Step>,
    /// Its tasks.
    pub tasks: Vec<Step>,
}

/// A type of the plugin's own.
#[derive(Debug)]
pub struct CustomType {
    /// Its name on the wire.
    pub name: String,
    /// Its fields.
    pub fields: Vec<Property>,
    /// As it was written.
    pub value: Value,
}

/// The kind of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Is asked, and answers.
    Action,
    /// Goes on and on, and sends events.
    Trigger,
    /// Fetches a page at a time.
    Task,
}

impl Kind {
    /// `action`
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
pub struct Step {
    /// Which of these.
    pub kind: Kind,
    /// Its name on the wire.
    pub name: String,
    /// Its name for people.
    pub title: Option<String>,
    /// What it does.
    pub description: String,
    /// What it takes.
    pub input: Vec<Property>,
    /// What it gives.
    pub output: Vec<Property>,
    /// What a task keeps from one page to the next.
    pub state: Vec<Property>,
    /// When a task runs, as it was written.
    pub schedule: Option<Value>,
}

/// A field of an input, an output, a connection or a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Its name on the wire.
    pub name: String,
    /// What it takes.
    pub ty: Type,
    /// Its name for people.
    pub title: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Whether it must be given; a specification need not say.
    pub required: Option<bool>,
    /// What is shown until a person chooses.
    pub default: Option<Value>,
    /// An example.
    pub example: Option<Value>,
    /// All values that it takes; empty if it takes any.
    pub values: Vec<Value>,
    /// What stands in the empty field of a form.
    pub placeholder: Option<String>,
    /// What a form says of it.
    pub tooltip: Option<String>,
    /// Keys that only the specification has, such as `order`.
    pub more: Map<String, Value>,
}

/// The type of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A type of the specification, by its name there.
    BuiltIn(&'static str),
    /// One of the plugin's own.
    Custom(String),
    /// Any number of something.
    List(Box<Type>),
    /// Something that the specification does not know.
    Unknown(String),
}

/// The types that a specification knows.
pub const BUILT_IN: [&str; 17] = [
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

impl Type {
    /// The name of the plugin's own type in it, if there is one.
    pub fn custom(&self) -> Option<&str> {
        match self {
            Self::Custom(name) => Some(name),
            Self::List(item) => item.custom(),
            Self::BuiltIn(_) | Self::Unknown(_) => None,
        }
    }
}

impl Spec {
    /// All steps: actions, triggers, tasks.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.actions.iter().chain(&self.triggers).chain(&self.tasks)
    }

    /// The type of that name.
    pub fn custom(&self, name: &str) -> Option<&CustomType> {
        self.types.iter().find(|ty| ty.name == name)
    }

    /// All types that these properties use, with those within them.
    pub fn used<'a>(&'a self, properties: impl IntoIterator<Item = &'a Property>) -> Vec<&'a str> {
        let mut used = Vec::new();
        self.collect(properties, &mut used);
        used
    }

    fn collect<'a>(&'a self, properties: impl IntoIterator<Item = &'a Property>, used: &mut Vec<&'a str>) {
        for name in properties.into_iter().filter_map(|property| property.ty.custom()) {
            if let Some(ty) = self.custom(name).filter(|ty| !used.contains(&ty.name.as_str())) {
                used.push(&ty.name);
                self.collect(&ty.fields, used);
            }
        }
    }
}
