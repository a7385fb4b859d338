//! A field of a struct: its attributes, its name, its type.

use super::enum_type::EnumType;
use super::field_context::FieldContext;
use super::imports::Imports;
use super::literal::{doc_comment, json, string};
use super::rust_type::RustType;
use super::type_rules::shows;
use crate::keywords;
use crate::spec::Property;
use plugin_names::RenameRule;
use serde_json::Value;

/// A field of a struct.
pub struct StructField<'a> {
    /// The property of the specification.
    pub property: &'a Property,
    /// The field's name in Rust.
    pub ident: &'a str,
    /// The struct around it.
    pub context: FieldContext<'a>,
}

impl StructField<'_> {
    /// Writes the field. If it needs an enum, this adds it to `enums`. `rename_all` is the rule of the struct.
    pub fn write(&self, rename_all: RenameRule, imports: &mut Imports, enums: &mut String) -> String {
        let (property, ident) = (self.property, self.ident);
        let enum_type = EnumType::of(property, ident, self.context)
            .filter(|enum_type| imports.reserve_enum(&enum_type.ident));
        let mut ty = match &enum_type {
            Some(enum_type) => {
                enums.push_str(&enum_type.write(imports));
                RustType { text: enum_type.ident.clone(), spec_name: None }
            }
            None => RustType::new(&property.ty, self.context, imports),
        };
        let settings = self.settings(enum_type.is_some(), ty.spec_name);
        if property.required != Some(true) {
            ty.text = format!("Option<{}>", ty.text);
        }
        let mut text = property.description.as_deref().and_then(doc_comment).unwrap_or_default();
        if !settings.is_empty() {
            text.push_str(&format!("#[field({})]\n", settings.join(", ")));
        }
        if rename_all.apply_to_field(keywords::without_raw(ident)) != property.name {
            text.push_str(&format!("#[serde(rename = {})]\n", string(&property.name)));
        }
        text.push_str(&format!("pub {ident}: {},\n", ty.text));
        text
    }

    /// The settings of `#[field(..)]`.
    fn settings(&self, is_enum: bool, spec_type: Option<String>) -> Vec<String> {
        let property = self.property;
        let mut settings = Vec::new();
        let mut set = |key: &str, value: String| settings.push(format!("{key} = {value}"));
        match &property.title {
            None => set("title", "none".to_owned()),
            Some(title) if *title != plugin_names::title(&property.name) => set("title", string(title)),
            Some(_) => {}
        }
        match property.description.as_deref() {
            None => set("description", "none".to_owned()),
            Some(text) if doc_comment(text).is_none() => set("description", string(text)),
            Some(_) => {}
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
        let is_listed =
            |value: &Value| value.is_array() || property.values.is_empty() || property.values.contains(value);
        // The type checks the values of an enum.
        let values = if is_enum { &[] } else { &property.values[..] };
        let is_valid = property.default.iter().chain(values).all(|value| property.ty.accepts(value))
            && property.example.iter().all(|example| shows(&property.ty, example))
            && property.default.iter().chain(&property.example).all(is_listed);
        if !is_valid {
            set("unchecked", "true".to_owned());
        }
        for (key, value) in [("placeholder", &property.placeholder), ("tooltip", &property.tooltip)] {
            if let Some(value) = value {
                set(key, string(value));
            }
        }
        if let Some(spec_type) = spec_type {
            set("type", string(&spec_type));
        }
        if property.required.is_none() {
            set("required", "none".to_owned());
        }
        if !property.more.is_empty() {
            set("spec", json(&Value::Object(property.more.clone())));
        }
        settings
    }
}
