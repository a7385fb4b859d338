//! A field: its attributes, its name, its type.

use super::doc;
use super::literal::{json, string};
use super::meaning::{SECRETS, fits, reaches};
use super::names::Names;
use super::record::{Record, plain};
use super::uses::Uses;
use crate::spec::{Property, Spec, Type};
use serde_json::Value;

/// Which way a struct goes over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is read.
    Input,
    /// It is written.
    Output,
    /// A type that may go either way, or a state that goes both.
    Both,
}

impl Way {
    /// What is derived. A secret is never written.
    pub fn derives(self, has_secret: bool) -> &'static [&'static str] {
        match self {
            Self::Input => &["Deserialize", "Schema"],
            Self::Output => &["Serialize", "Schema"],
            Self::Both if has_secret => &["Clone", "Debug", "Deserialize", "Schema"],
            Self::Both => &["Clone", "Debug", "Serialize", "Deserialize", "Schema"],
        }
    }
}

/// A field to be written.
pub struct Field<'a> {
    /// What the specification says of it.
    pub property: &'a Property,
    /// Its name in Rust.
    pub ident: &'a str,
    /// The struct that it is in.
    pub record: &'a Record<'a>,
    /// The whole specification.
    pub spec: &'a Spec,
    /// What everything is called.
    pub names: &'a Names,
    /// The names of the file.
    pub uses: &'a mut Uses,
}

impl Field<'_> {
    /// The field; an enum that it needs is added to `enums`. `case` is what all fields of the struct are renamed to.
    pub fn write(&mut self, case: Option<&str>, enums: &mut String) -> String {
        let (property, ident) = (self.property, self.ident);
        let name = self.enum_name();
        let variants = self.variants().filter(|_| self.uses.take_enum(&name));
        let (mut ty, alias) = match &variants {
            Some(variants) => {
                enums.push_str(&self.enumeration(&name, variants));
                (name, None)
            }
            None => self.rust(&property.ty, false),
        };
        let settings = self.settings(variants.is_some(), alias);
        if property.required != Some(true) {
            ty = format!("Option<{ty}>");
        }
        let mut text = property.description.as_deref().and_then(doc).unwrap_or_default();
        if !settings.is_empty() {
            text.push_str(&format!("#[field({})]\n", settings.join(", ")));
        }
        let renamed = match case {
            Some(_) => false,
            None => plain(ident) != property.name,
        };
        if renamed {
            text.push_str(&format!("#[serde(rename = {})]\n", string(&property.name)));
        }
        text.push_str(&format!("pub {ident}: {ty},\n"));
        text
    }

    fn settings(&self, is_enum: bool, alias: Option<String>) -> Vec<String> {
        let property = self.property;
        let mut settings = Vec::new();
        let mut set = |key: &str, value: String| settings.push(format!("{key} = {value}"));
        match &property.title {
            None => set("title", "none".to_owned()),
            Some(title) if *title != plugin_names::title(&property.name) => set("title", string(title)),
            Some(_) => {}
        }
        if let Some(description) = property.description.as_deref().filter(|text| doc(text).is_none()) {
            set("description", string(description));
        }
        if let Some(default) = &property.default {
            set("default", json(default));
        }
        if let Some(example) = &property.example {
            set("example", json(example));
        }
        if !property.values.is_empty() && !is_enum {
            set("enum", json(&Value::Array(property.values.clone())));
        }
        let checked = property.default.iter().chain(if is_enum { &[] } else { &property.values[..] });
        if !checked.into_iter().all(|value| fits(&property.ty, value)) {
            set("unchecked", "true".to_owned());
        }
        for (key, value) in [("placeholder", &property.placeholder), ("tooltip", &property.tooltip)] {
            if let Some(value) = value {
                set(key, string(value));
            }
        }
        if let Some(alias) = alias {
            set("type", string(&alias));
        }
        if property.required.is_none() {
            set("required", "none".to_owned());
        }
        if !property.more.is_empty() {
            set("spec", json(&Value::Object(property.more.clone())));
        }
        settings
    }

    /// The type in Rust, and how the specification calls it if that is not what the Rust type is called there.
    fn rust(&mut self, ty: &Type, in_list: bool) -> (String, Option<String>) {
        match ty {
            Type::List(item) => {
                let (item, alias) = self.rust(item, true);
                (format!("Vec<{item}>"), alias.map(|alias| format!("[]{alias}")))
            }
            Type::Custom(name) => {
                let ident = self.names.ty(name);
                if self.record.name.is_none() {
                    self.uses.add("crate::types", ident);
                }
                let is_within_itself =
                    self.record.name.is_some_and(|record| reaches(self.spec, name, record));
                // A list is a pointer already.
                (if is_within_itself && !in_list { format!("Box<{ident}>") } else { ident.to_owned() }, None)
            }
            Type::Unknown(name) => {
                self.uses.add("plugin_core::values", "Any");
                ("Any".to_owned(), (name != "array" && !name.is_empty()).then(|| name.clone()))
            }
            Type::BuiltIn(name) => self.built_in(name),
        }
    }

    fn built_in(&mut self, name: &'static str) -> (String, Option<String>) {
        let plain = |rust: &str, alias: Option<&str>| (rust.to_owned(), alias.map(str::to_owned));
        // What is written cannot be a secret, says its type; a specification may say otherwise.
        if SECRETS.contains(&name) && self.record.is_written(self.spec) {
            return match name {
                "password" => plain("String", Some(name)),
                _ => {
                    self.uses.add("plugin_core::values", "Any");
                    plain("Any", Some(name))
                }
            };
        }
        let value = match name {
            "string" => return plain("String", None),
            "integer" => return plain("i64", None),
            "int" => return plain("i64", Some(name)),
            "number" => return plain("f64", Some(name)),
            "float" => return plain("f64", None),
            "boolean" => return plain("bool", None),
            "bool" => return plain("bool", Some(name)),
            "python" => return plain("String", Some(name)),
            "object" => {
                self.uses.add("serde_json", "Map");
                self.uses.add("serde_json", "Value");
                return plain("Map<String, Value>", None);
            }
            "date" => "Date",
            "bytes" => "Bytes",
            "file" => "File",
            "password" => "Password",
            "credential_secret_key" => "SecretKey",
            "credential_username_password" => "UsernamePassword",
            "credential_token" => "Token",
            _ => "AsymmetricKey",
        };
        self.uses.add("plugin_core::values", value);
        plain(value, None)
    }
}
