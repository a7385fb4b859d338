//! What a specification says, read into a model that keeps all of it.

mod read;

pub use read::read;

use serde_json::{Map, Value};

/// A whole specification.
#[derive(Debug, Default)]
pub struct Spec {
    pub name: String,
    pub title: String,
    pub description: String,
    pub version: String,
    pub vendor: String,
    /// The history of versions, newest first.
    pub history: Vec<String>,
    /// All keys of the plugin that have no place of their own here.
    pub metadata: Map<String, Value>,
    pub types: Vec<CustomType>,
    pub connection: Vec<Property>,
    pub actions: Vec<Step>,
    pub triggers: Vec<Step>,
    pub tasks: Vec<Step>,
}

/// A type of the plugin's own.
#[derive(Debug)]
pub struct CustomType {
    pub name: String,
    pub fields: Vec<Property>,
    /// As it was written.
    pub value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Action,
    Trigger,
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

#[derive(Debug)]
pub struct Step {
    pub kind: Kind,
    pub name: String,
    pub title: Option<String>,
    pub description: String,
    pub input: Vec<Property>,
    pub output: Vec<Property>,
    pub state: Vec<Property>,
    pub schedule: Option<Value>,
}

/// A field of an input, an output, a connection or a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    pub name: String,
    pub ty: Type,
    pub title: Option<String>,
    pub description: Option<String>,
    pub required: Option<bool>,
    pub default: Option<Value>,
    pub example: Option<Value>,
    pub values: Vec<Value>,
    pub placeholder: Option<String>,
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
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.actions.iter().chain(&self.triggers).chain(&self.tasks)
    }

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
