//! Reads a specification from YAML. An oddity is a warning and is kept; an error means that no plugin can be created.

use super::model::{BUILT_IN_TYPES, CustomType, Spec, StepKind, StepSpec};
use super::yaml_nodes::{SpecReader, find};
use crate::diagnostics::Diagnostics;
use crate::yaml::{Node, NodeContent, NodeEntry};
use plugin_names::{identifier, is_identifier, nearest};
use serde_json::{Map, Value};

/// The keys of a specification that are suggested for misspelled ones.
const KEYS: [&str; 9] = [
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

/// The keys of a step.
const STEP_KEYS: [&str; 6] = ["title", "description", "input", "output", "state", "schedule"];

/// A specification with more types is rejected, since the search for used types compares each with each.
const MAX_TYPES: usize = 500;

/// Reads the specification in a document.
pub fn read(document: &Node, diagnostics: &mut Diagnostics) -> Spec {
    let mut spec = Spec::default();
    let mut reader = SpecReader::new(diagnostics);
    let NodeContent::Map(entries) = &document.content else {
        let message =
            format!("a specification must be a mapping with keys such as `name:`, found {}", document.kind());
        reader.error(document.position, message, "start with `plugin_spec_version: v2`");
        return spec;
    };
    if let Some(types) = find(entries, "types") {
        // The diagnostics follow where the types are read.
        if let NodeContent::Map(types) = &types.value.content {
            reader.types = types.iter().map(|entry| entry.key.as_str()).collect();
        }
    }
    for entry in entries {
        match entry.key.as_str() {
            "name" => spec.name = reader.identifier(entry),
            "title" => spec.title = reader.string(entry),
            "description" => spec.description = reader.string(entry),
            "version" => spec.version = reader.version(entry),
            "vendor" => spec.vendor = reader.identifier(entry),
            "version_history" => spec.history = reader.history(entry, &mut spec.metadata),
            "types" => spec.types = reader.custom_types(entry),
            "connection" => spec.connection = reader.properties(entry),
            "actions" => spec.actions = reader.steps(entry, StepKind::Action),
            "triggers" => spec.triggers = reader.steps(entry, StepKind::Trigger),
            "tasks" => spec.tasks = reader.steps(entry, StepKind::Task),
            "plugin_spec_version" => {
                reader.check_format(entry);
                reader.metadata(entry, &mut spec.metadata);
            }
            _ => reader.metadata(entry, &mut spec.metadata),
        }
    }
    if spec.description.is_empty() {
        let message = "the specification has no `description`";
        reader.warning(document.position, message, "add `description: ..`");
    }
    for (key, value) in
        [("name", &spec.name), ("title", &spec.title), ("vendor", &spec.vendor), ("version", &spec.version)]
    {
        if value.is_empty() {
            let message = format!("the specification has no `{key}`");
            reader.error(document.position, message, format!("add `{key}: ..`"));
        }
    }
    spec
}

impl<'a> SpecReader<'a, '_> {
    /// The name of the plugin or of its vendor, by the rules of the macro.
    fn identifier(&mut self, entry: &NodeEntry) -> String {
        let (key, name) = (&entry.key, self.string(entry));
        let is_valid = name.is_empty() || (is_identifier(&name) && name == name.to_lowercase());
        if !is_valid {
            let message = format!("invalid {key} `{name}`: it has lowercase letters, digits and `_` only");
            self.error(entry.value.position, message, format!("write `{key}: {}`", identifier(&name)));
        }
        name
    }

    /// Warns about a format of specifications that this tool does not know.
    fn check_format(&mut self, entry: &NodeEntry) {
        let version = entry.value.value();
        if version != "v2" {
            let message = format!("`plugin_spec_version` is {version}, and only \"v2\" is known");
            self.warning(entry.value.position, message, "write `plugin_spec_version: v2`");
        }
    }

    /// A version that Cargo accepts.
    fn version(&mut self, entry: &NodeEntry) -> String {
        let text = self.string(entry);
        let is_number = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_digit())
                && (part == "0" || !part.starts_with('0'))
        };
        if !text.is_empty() && (text.split('.').count() != 3 || !text.split('.').all(is_number)) {
            let message = format!("invalid version `{text}`");
            self.error(entry.value.position, message, "write three numbers, such as `1.0.0`");
        }
        text
    }

    /// The entries of the changelog. A history of another form stays in the metadata.
    fn history(&mut self, entry: &NodeEntry, metadata: &mut Map<String, Value>) -> Vec<String> {
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
                self.metadata(entry, metadata);
                Vec::new()
            }
        }
    }

    /// Keeps a key as it is. Null is dropped, since Cargo.toml cannot hold it.
    fn metadata(&mut self, entry: &NodeEntry, metadata: &mut Map<String, Value>) {
        if entry.value.is_null() {
            let message = format!("`{}` is empty and is dropped", entry.key);
            self.warning(entry.position, message, "remove the key");
            return;
        }
        if let Some(known) = nearest(&entry.key, KEYS) {
            let message = format!("unknown key `{}` of a specification: it is kept as it is", entry.key);
            self.warning(entry.position, message, format!("did you mean `{known}`?"));
        }
        metadata.insert(entry.key.clone(), entry.value.value());
    }

    fn custom_types(&mut self, entry: &'a NodeEntry) -> Vec<CustomType> {
        let mut types = Vec::new();
        let entries = self.entries(entry);
        if entries.len() > MAX_TYPES {
            let message = format!("the specification has {} types, the limit is {MAX_TYPES}", entries.len());
            self.error(entry.position, message, "remove the types that are not used");
            return types;
        }
        for entry in entries {
            if BUILT_IN_TYPES.contains(&entry.key.as_str()) {
                let message = format!("the built-in type `{}` hides the custom type", entry.key);
                self.warning(entry.position, message, "rename the custom type");
            }
            self.check_name(entry);
            let fields = self.properties(entry);
            types.push(CustomType { name: entry.key.clone(), fields });
        }
        types
    }

    fn steps(&mut self, entry: &'a NodeEntry, kind: StepKind) -> Vec<StepSpec> {
        self.entries(entry).iter().map(|entry| self.step(entry, kind)).collect()
    }

    fn step(&mut self, entry: &'a NodeEntry, kind: StepKind) -> StepSpec {
        let (name, kind_name) = (&entry.key, kind.name());
        if !is_identifier(name) {
            let message =
                format!("invalid name `{name}`: the name of a step has letters, digits and `_` only");
            self.error(entry.position, message, format!("write `{}`", identifier(name)));
        }
        let mut step = StepSpec {
            kind,
            name: name.clone(),
            title: None,
            description: String::new(),
            input: Vec::new(),
            output: Vec::new(),
            state: Vec::new(),
            schedule: None,
        };
        for key in self.entries(entry) {
            match key.key.as_str() {
                "title" => step.title = Some(self.string(key)),
                "description" => step.description = self.string(key),
                "input" => step.input = self.properties(key),
                "output" => step.output = self.properties(key),
                "state" if kind == StepKind::Task => step.state = self.properties(key),
                "schedule" if kind == StepKind::Task => step.schedule = Some(key.value.value()),
                other => {
                    let message = format!("unknown key `{other}` of the {kind_name} `{name}`: it is dropped");
                    let hint = nearest(other, STEP_KEYS).map(|known| format!("did you mean `{known}`?"));
                    self.warning(key.position, message, hint.unwrap_or("remove the key".into()));
                }
            }
        }
        if kind == StepKind::Task && step.output.len() > 1 {
            let message = format!("the task `{name}` has {} outputs, the limit is 1", step.output.len());
            self.error(entry.position, message, "keep one property: the list of events");
        }
        if step.title.is_none() {
            let title = plugin_names::title(name);
            let message = format!("the {kind_name} `{name}` has no title: `{title}` is used");
            self.warning(entry.position, message, format!("add `title: {title}`"));
        }
        if step.description.is_empty() {
            let message = format!("the {kind_name} `{name}` has no description");
            self.error(entry.position, message, "add `description: ..`");
        }
        step
    }
}
