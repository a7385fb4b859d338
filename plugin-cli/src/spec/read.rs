//! From YAML to the model. What is odd is warned of and kept; only what leaves no plugin is an error.

use super::model::{BUILT_IN, CustomType, Kind, Property, Spec, Step, Type};
use crate::diagnostics::{Diagnostics, Position};
use crate::yaml::{Content, Entry, Node};
use serde_json::{Map, Value};

/// The plugin that a document describes.
pub fn read(document: &Node, diagnostics: &mut Diagnostics) -> Spec {
    let mut spec = Spec::default();
    let Content::Map(entries) = &document.content else {
        diagnostics.error(
            document.position,
            format!("a specification has keys such as `name:`, this is {}", document.kind()),
            "begin with `plugin_spec_version: v2`",
        );
        return spec;
    };
    let types: Vec<&str> =
        sections(find(entries, "types"), diagnostics).map(|entry| entry.key.as_str()).collect();
    let mut reader = Reader { types, diagnostics };
    for entry in entries {
        match entry.key.as_str() {
            "name" => spec.name = reader.text(entry),
            "title" => spec.title = reader.text(entry),
            "description" => spec.description = reader.text(entry),
            "version" => spec.version = reader.version(entry),
            "vendor" => spec.vendor = reader.text(entry),
            "version_history" => spec.history = reader.history(entry, &mut spec.metadata),
            "types" => spec.types = reader.custom_types(entry),
            "connection" => spec.connection = reader.properties(entry),
            "actions" => spec.actions = reader.steps(entry, Kind::Action),
            "triggers" => spec.triggers = reader.steps(entry, Kind::Trigger),
            "tasks" => spec.tasks = reader.steps(entry, Kind::Task),
            _ => reader.keep(entry, &mut spec.metadata),
        }
    }
    if spec.description.is_empty() {
        let text = "the specification has no `description`";
        diagnostics.warning(document.position, text, "add `description: ..`");
    }
    for (key, value) in
        [("name", &spec.name), ("title", &spec.title), ("vendor", &spec.vendor), ("version", &spec.version)]
    {
        if value.is_empty() {
            diagnostics.error(
                document.position,
                format!("the specification has no `{key}`"),
                format!("add `{key}: ..`"),
            );
        }
    }
    spec
}

fn find<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Entry> {
    entries.iter().find(|entry| entry.key == key)
}

/// The entries of a section; one that is null counts as empty.
fn sections<'a>(entry: Option<&'a Entry>, diagnostics: &mut Diagnostics) -> std::slice::Iter<'a, Entry> {
    match entry.map(|entry| (entry, &entry.value.content)) {
        Some((_, Content::Map(entries))) => entries.iter(),
        Some((entry, Content::Scalar(Value::Null))) => {
            let text = format!("`{}` is empty; it is read as if it were not there", entry.key);
            diagnostics.warning(entry.position, text, "take the key away");
            [].iter()
        }
        Some((entry, _)) => {
            let text = format!("`{}` must be a section with keys, this is {}", entry.key, entry.value.kind());
            diagnostics.error(
                entry.value.position,
                text,
                "write a key a line, indented, or take the key away",
            );
            [].iter()
        }
        None => [].iter(),
    }
}

/// The keys of a specification in which it is easily seen that one is missing.
const SECTIONS: [&str; 9] = [
    "vendor",
    "actions",
    "triggers",
    "tasks",
    "types",
    "connection",
    "version_history",
    "description",
    "supported_versions",
];

/// The keys of a field.
const KEYS: [&str; 9] =
    ["type", "title", "description", "required", "default", "example", "enum", "placeholder", "tooltip"];

/// The name that was meant, if one of these is written almost like it.
fn near<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    known.iter().copied().find(|known| *known != name && is_near(known, name))
}

fn is_near(known: &str, name: &str) -> bool {
    let is_short = |name: &str| name.len() <= MAX_NEAR_BYTES;
    is_short(known) && is_short(name) && strsim::damerau_levenshtein(known, name) <= 1 + name.len() / 5
}

/// Longer names are not compared: that takes the product of their lengths.
const MAX_NEAR_BYTES: usize = 64;

/// How many types a specification may have: each is looked for in those within it.
const MAX_TYPES: usize = 500;

/// How many lists of lists a type may be.
const MAX_LISTS: usize = 10;

/// What the keys of a field are, as [`Node::kind`] says it.
const KINDS: [(&str, &str); 6] = [
    ("title", "a text"),
    ("description", "a text"),
    ("placeholder", "a text"),
    ("tooltip", "a text"),
    ("required", "a boolean"),
    ("enum", "a list"),
];

struct Reader<'a, 'r> {
    /// The names of the plugin's own types.
    types: Vec<&'a str>,
    diagnostics: &'r mut Diagnostics,
}

impl Reader<'_, '_> {
    /// A text; a number or a boolean is taken as it reads.
    fn text(&mut self, entry: &Entry) -> String {
        match &entry.value.content {
            Content::Scalar(Value::String(text)) => text.clone(),
            Content::Scalar(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            _ => {
                let text = format!("`{}` must be a text, this is {}", entry.key, entry.value.kind());
                self.diagnostics.error(
                    entry.value.position,
                    text,
                    "put it in one line, in quotes if it has `: ` in it",
                );
                String::new()
            }
        }
    }

    /// A text that Cargo takes for a version.
    fn version(&mut self, entry: &Entry) -> String {
        let text = self.text(entry);
        let is_number = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_digit())
                && (part == "0" || !part.starts_with('0'))
        };
        if !text.is_empty() && (text.split('.').count() != 3 || !text.split('.').all(is_number)) {
            let message = format!("`{text}` is not a version");
            self.diagnostics.error(entry.value.position, message, "write three numbers, such as `1.0.0`");
        }
        text
    }

    /// The entries of a changelog; what does not fit there stays in the metadata.
    fn history(&mut self, entry: &Entry, metadata: &mut Map<String, Value>) -> Vec<String> {
        let value = entry.value.value();
        let lines: Option<Vec<String>> = value
            .as_array()
            .and_then(|items| items.iter().map(|item| item.as_str().map(str::to_owned)).collect());
        let is_entry = |line: &String| {
            let version = line.split_once(" - ").map(|(version, _)| version);
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            version.is_some_and(|version| version.split('.').count() == 3 && digits(version))
                && !line.contains('\n')
        };
        match lines {
            Some(lines) if lines.iter().all(is_entry) => lines,
            _ => {
                self.keep(entry, metadata);
                Vec::new()
            }
        }
    }

    /// A key that is handed on as it is. Cargo.toml has no word for null.
    fn keep(&mut self, entry: &Entry, metadata: &mut Map<String, Value>) {
        if entry.value.is_null() {
            let text = format!("`{}` is empty; it is left out", entry.key);
            self.diagnostics.warning(entry.position, text, "take the key away");
            return;
        }
        if let Some(near) = near(&entry.key, &SECTIONS) {
            let text = format!("`{}` is no key of a specification; it is kept as it is", entry.key);
            self.diagnostics.warning(entry.position, text, format!("did you mean `{near}`?"));
        }
        metadata.insert(entry.key.clone(), entry.value.value());
    }

    fn custom_types(&mut self, entry: &Entry) -> Vec<CustomType> {
        let mut types = Vec::new();
        let count = sections(Some(entry), self.diagnostics).len();
        if count > MAX_TYPES {
            let text = format!("a specification has at most {MAX_TYPES} types, this one has {count}");
            self.diagnostics.error(entry.position, text, "take away those that nothing uses");
            return types;
        }
        for entry in sections(Some(entry), self.diagnostics) {
            if BUILT_IN.contains(&entry.key.as_str()) {
                let text =
                    format!("the type `{}` is one of the specification itself, which counts", entry.key);
                self.diagnostics.warning(entry.position, text, "give this one another name");
            }
            let fields = self.properties(entry);
            types.push(CustomType { name: entry.key.clone(), fields, value: entry.value.value() });
        }
        types
    }

    fn properties(&mut self, entry: &Entry) -> Vec<Property> {
        let mut properties = Vec::new();
        for entry in sections(Some(entry), self.diagnostics) {
            properties.extend(self.property(entry));
        }
        properties
    }

    fn property(&mut self, entry: &Entry) -> Option<Property> {
        let Content::Map(keys) = &entry.value.content else {
            let text = format!("the field `{}` must be a section, this is {}", entry.key, entry.value.kind());
            self.diagnostics.error(entry.value.position, text, "write at least its `type:`");
            return None;
        };
        let mut property = Property {
            name: entry.key.clone(),
            ty: Type::Unknown(String::new()),
            title: None,
            description: None,
            required: None,
            default: None,
            example: None,
            values: Vec::new(),
            placeholder: None,
            tooltip: None,
            more: Map::new(),
        };
        for key in keys {
            self.key(key, &mut property);
        }
        if find(keys, "type").is_none() {
            let text = format!("the field `{}` has no type; it takes anything", entry.key);
            self.diagnostics.warning(entry.position, text, "add `type: string`, or what it is");
            property.more.insert("type".into(), Value::Null);
        }
        Some(property)
    }

    fn key(&mut self, key: &Entry, property: &mut Property) {
        let value = key.value.value();
        match (key.key.as_str(), value) {
            ("type", _) => {
                let name = self.text(key);
                property.ty = self.ty(&name, key.value.position);
            }
            ("title", Value::String(text)) => property.title = Some(text),
            ("description", Value::String(text)) => property.description = Some(text),
            ("placeholder", Value::String(text)) => property.placeholder = Some(text),
            ("tooltip", Value::String(text)) => property.tooltip = Some(text),
            ("required", Value::Bool(required)) => property.required = Some(required),
            ("default", value) if !value.is_null() => property.default = Some(value),
            ("example", value) => property.example = Some(value),
            ("enum", Value::Array(values)) if !values.is_empty() => property.values = values,
            (name, Value::Null) => {
                let text = format!("`{name}` is empty; it is left out");
                self.diagnostics.warning(key.position, text, "take the key away");
            }
            (name, value) => {
                let (found, kind) = (key.value.kind(), KINDS.iter().find(|(known, _)| *known == name));
                if let Some((_, kind)) = kind.filter(|(_, kind)| *kind != found) {
                    let text = format!("`{name}` is {kind}, this is {found}; it is kept, and says nothing");
                    let help =
                        if name == "required" { "write `true` or `false`" } else { "put it in quotes" };
                    let help = if name == "enum" { "write `[a, b]`, or a line for each" } else { help };
                    self.diagnostics.warning(key.value.position, text, help);
                }
                if let Some(near) = near(name, &KEYS) {
                    let text = format!("`{name}` is no key of a field; it is kept, and says nothing");
                    self.diagnostics.warning(key.position, text, format!("did you mean `{near}`?"));
                }
                property.more.insert(name.to_owned(), value);
            }
        }
    }

    fn ty(&mut self, name: &str, position: Position) -> Type {
        let item = name.trim_start_matches("[]");
        let lists = (name.len() - item.len()) / 2;
        if lists > MAX_LISTS {
            let text = format!("a type is at most {MAX_LISTS} lists within each other, this one is {lists}");
            self.diagnostics.error(position, text, "write fewer `[]`");
            return Type::Unknown(String::new());
        }
        if let Some(item) = name.strip_prefix("[]").filter(|item| !item.is_empty()) {
            return Type::List(Box::new(self.ty(item, position)));
        }
        if let Some(name) = BUILT_IN.iter().find(|known| **known == name) {
            return Type::BuiltIn(name);
        }
        if self.types.contains(&name) {
            return Type::Custom(name.to_owned());
        }
        let help = match name {
            "array" | "[]" => "say what is in it, such as `[]string`",
            _ => "correct its name, or add it under `types:`",
        };
        let known = BUILT_IN.iter().chain(&self.types);
        let near = known.copied().filter(|known| is_near(known, name)).min();
        let help = near.map_or_else(|| help.to_owned(), |near| format!("did you mean `{near}`?"));
        let text =
            format!("there is no type `{name}`; the field takes anything, and its schema says nothing of it");
        self.diagnostics.warning(position, text, help);
        Type::Unknown(name.to_owned())
    }

    fn steps(&mut self, entry: &Entry, kind: Kind) -> Vec<Step> {
        let mut steps = Vec::new();
        for entry in sections(Some(entry), self.diagnostics) {
            let mut step = Step {
                kind,
                name: entry.key.clone(),
                title: None,
                description: String::new(),
                input: Vec::new(),
                output: Vec::new(),
                state: Vec::new(),
                schedule: None,
            };
            for key in sections(Some(entry), self.diagnostics) {
                match key.key.as_str() {
                    "title" => step.title = Some(self.text(key)),
                    "description" => step.description = self.text(key),
                    "input" => step.input = self.properties(key),
                    "output" => step.output = self.properties(key),
                    "state" if kind == Kind::Task => step.state = self.properties(key),
                    "schedule" if kind == Kind::Task => step.schedule = Some(key.value.value()),
                    other => {
                        let text = format!(
                            "`{other}` is no key of the {} `{}`; it is left out",
                            kind.name(),
                            step.name
                        );
                        let near =
                            near(other, &["title", "description", "input", "output", "state", "schedule"]);
                        let help = near.map(|near| format!("did you mean `{near}`?"));
                        self.diagnostics.warning(
                            key.position,
                            text,
                            help.unwrap_or("take the key away".into()),
                        );
                    }
                }
            }
            if kind == Kind::Task && step.output.len() > 1 {
                let text = format!(
                    "the task `{}` has {} outputs, and only one goes on the wire",
                    entry.key,
                    step.output.len()
                );
                self.diagnostics.error(entry.position, text, "keep one field, a list of what the task finds");
            }
            if step.title.is_none() {
                let (kind, title) = (kind.name(), plugin_names::title(&entry.key));
                let text = format!("the {kind} `{}` has no title; it is called `{title}`", entry.key);
                self.diagnostics.warning(entry.position, text, format!("add `title: {title}`"));
            }
            if step.description.is_empty() {
                let text = format!("the {} `{}` has no description", kind.name(), entry.key);
                self.diagnostics.error(entry.position, text, "add `description: ..`");
            }
            steps.push(step);
        }
        steps
    }
}
