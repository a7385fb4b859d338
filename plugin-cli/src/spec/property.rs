//! Reads the properties of inputs, outputs, states, connections and custom types.

use super::model::{BUILT_IN_TYPES, Property, PropertyType};
use super::yaml_nodes::{SpecReader, find};
use crate::diagnostics::Position;
use crate::yaml::{NodeContent, NodeEntry};
use plugin_names::{name_violation, nearest};
use serde_json::{Map, Value};

/// The keys of a property.
const PROPERTY_KEYS: [&str; 9] =
    ["type", "title", "description", "required", "default", "example", "enum", "placeholder", "tooltip"];

/// Keys of a property: what they must be, and what to write.
const KEY_TYPES: [(&str, &str, &str); 6] = [
    ("title", "a string", "put it in quotes"),
    ("description", "a string", "put it in quotes"),
    ("placeholder", "a string", "put it in quotes"),
    ("tooltip", "a string", "put it in quotes"),
    ("required", "a boolean", "write `true` or `false`"),
    ("enum", "a list", "write `[a, b]`, or one item per line"),
];

/// A type with more nested lists is rejected.
const MAX_NESTED_LISTS: usize = 10;

impl<'a> SpecReader<'a, '_> {
    /// The properties of a mapping.
    pub fn properties(&mut self, entry: &'a NodeEntry) -> Vec<Property> {
        self.entries(entry).iter().filter_map(|entry| self.property(entry)).collect()
    }

    fn property(&mut self, entry: &NodeEntry) -> Option<Property> {
        let NodeContent::Map(keys) = &entry.value.content else {
            let message =
                format!("the property `{}` must be a mapping, found {}", entry.key, entry.value.kind());
            self.error(entry.value.position, message, "write at least its `type:`");
            return None;
        };
        self.check_name(entry);
        let mut property = Property {
            name: entry.key.clone(),
            ty: PropertyType::Unknown(String::new()),
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
            self.property_key(key, &mut property);
        }
        self.check_default(keys, &property);
        if find(keys, "type").is_none() {
            let message = format!("the property `{}` has no type: it accepts any value", entry.key);
            self.warning(entry.position, message, "add its type, such as `type: string`");
            property.more.insert("type".into(), Value::Null);
        }
        Some(property)
    }

    /// Reports a name that a plugin cannot have.
    pub fn check_name(&mut self, entry: &NodeEntry) {
        if let Some(violation) = name_violation(&entry.key) {
            let hint = "a name has at least one character, and blanks only between words";
            self.error(entry.position, format!("the name `{}` {violation}", entry.key), hint);
        }
    }

    fn property_key(&mut self, key: &NodeEntry, property: &mut Property) {
        let value = key.value.value();
        match (key.key.as_str(), value) {
            ("type", _) => {
                let name = self.string(key);
                property.ty = self.property_type(&name, key.value.position);
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
                self.warning(key.position, format!("`{name}` is empty and is dropped"), "remove the key");
            }
            (name, value) => {
                self.warn_about_key(name, key);
                property.more.insert(name.to_owned(), value);
            }
        }
    }

    /// Warns about a default that the type or the enum does not accept.
    fn check_default(&mut self, keys: &[NodeEntry], property: &Property) {
        let (Some(key), Some(default)) = (find(keys, "default"), &property.default) else { return };
        if !property.ty.accepts(default) {
            let ty = find(keys, "type").map(|ty| ty.value.value()).unwrap_or_default();
            let ty = ty.as_str().unwrap_or_default();
            let message = format!(
                "the default of `{}` is {}, but its type is `{ty}`: it is kept",
                property.name,
                key.value.kind()
            );
            self.warning(key.value.position, message, "correct the default or the type");
        } else if !property.values.is_empty() && !default.is_array() && !property.values.contains(default) {
            let message = format!("the default of `{}` is none of its `enum`: it is kept", property.name);
            self.warning(key.value.position, message, "correct the default, or add it to `enum`");
        }
    }

    /// Warns about a key that only the exported specification contains.
    fn warn_about_key(&mut self, name: &str, key: &NodeEntry) {
        let found = key.value.kind();
        if let Some((_, expected, hint)) = KEY_TYPES.iter().find(|(known, ..)| *known == name)
            && *expected != found
        {
            let message = format!("`{name}` must be {expected}, found {found}: it is kept but has no effect");
            self.warning(key.value.position, message, *hint);
        }
        if let Some(known) = nearest(name, PROPERTY_KEYS) {
            let message = format!("unknown key `{name}` of a property: it is kept but has no effect");
            self.warning(key.position, message, format!("did you mean `{known}`?"));
        }
    }

    fn property_type(&mut self, name: &str, position: Position) -> PropertyType {
        let item = name.trim_start_matches("[]");
        let lists = (name.len() - item.len()) / 2;
        if lists > MAX_NESTED_LISTS {
            let message = format!("the type has {lists} nested lists, the limit is {MAX_NESTED_LISTS}");
            self.error(position, message, "write fewer `[]`");
            return PropertyType::Unknown(String::new());
        }
        if let Some(item) = name.strip_prefix("[]").filter(|item| !item.is_empty()) {
            return PropertyType::List(Box::new(self.property_type(item, position)));
        }
        if let Some(name) = BUILT_IN_TYPES.iter().find(|known| **known == name) {
            return PropertyType::BuiltIn(name);
        }
        if self.types.contains(&name) {
            return PropertyType::Custom(name.to_owned());
        }
        let known = BUILT_IN_TYPES.iter().chain(&self.types).copied();
        let hint = match (nearest(name, known), name) {
            (Some(known), _) => format!("did you mean `{known}`?"),
            (None, "array" | "[]") => "add the type of the items, such as `[]string`".to_owned(),
            (None, _) => "correct the name, or add the type to `types:`".to_owned(),
        };
        let message = format!("unknown type `{name}`: the property accepts any value");
        self.warning(position, message, hint);
        PropertyType::Unknown(name.to_owned())
    }
}
