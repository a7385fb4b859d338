//! A struct with its fields.

use super::field::{Field, Way};
use super::meaning::is_secret;
use super::names::Names;
use super::uses::Uses;
use crate::names::{self, Taken};
use crate::spec::{Property, Spec};
use plugin_names::RenameRule;

/// A struct to be written.
pub struct Record<'a> {
    /// Its name in Rust.
    pub ident: String,
    /// Its name on the wire, if it has one.
    pub name: Option<&'a str>,
    /// Which way it goes.
    pub way: Way,
    /// What its fields are.
    pub properties: &'a [Property],
}

impl Record<'_> {
    /// The struct, and before it the enums of its fields.
    pub fn write(&self, spec: &Spec, names: &Names, uses: &mut Uses) -> String {
        let idents = self.idents();
        let case = self.case(&idents);
        let mut enums = String::new();
        let mut fields = String::new();
        for (property, ident) in self.properties.iter().zip(&idents) {
            let mut field = Field { property, ident, record: self, spec, names, uses };
            fields.push_str(&field.write(case, &mut enums));
        }
        let has_secret =
            !self.is_written(spec) && self.properties.iter().any(|property| is_secret(property, spec));
        let derives = self.way.derives(has_secret);
        for derive in derives {
            match *derive {
                "Clone" | "Debug" => {}
                "Schema" => uses.add("plugin_core", derive),
                _ => uses.add("serde", derive),
            }
        }
        let mut text = enums;
        text.push_str(&format!("#[derive({})]\n", derives.join(", ")));
        if let Some(case) = case {
            text.push_str(&format!("#[serde(rename_all = \"{case}\")]\n"));
        }
        if let Some(name) = self.name.filter(|name| RenameRule::Snake.apply_to_variant(&self.ident) != **name)
        {
            text.push_str(&format!("#[schema(name = {})]\n", super::literal::string(name)));
        }
        if self.way == Way::Input || (self.way == Way::Both && has_secret) {
            text.push_str("#[allow(dead_code)] // until it is used\n");
        }
        text.push_str(&format!("pub struct {} {{\n{fields}}}\n\n", self.ident));
        text
    }

    /// Whether the struct is part of an output.
    pub fn is_written(&self, spec: &Spec) -> bool {
        match (self.way, self.name) {
            (Way::Input, _) => false,
            (Way::Output, _) | (Way::Both, None) => true,
            (Way::Both, Some(name)) => {
                let outputs = spec.steps().flat_map(|step| step.output.iter().chain(&step.state));
                spec.used(outputs).contains(&name)
            }
        }
    }

    /// The names of the fields in Rust, each once.
    fn idents(&self) -> Vec<String> {
        let mut taken = Taken::default();
        self.properties
            .iter()
            .map(|property| names::field(&taken.take(names::snake(&property.name, "field"), "_")))
            .collect()
    }

    /// The case in which all fields are renamed, where that is less to write than each for itself.
    fn case(&self, idents: &[String]) -> Option<&'static str> {
        let renamed =
            self.properties.iter().zip(idents).filter(|(property, ident)| property.name != plain(ident));
        if renamed.count() < 2 {
            return None;
        }
        ["camelCase", "PascalCase"].into_iter().find(|case| {
            let Some(rule) = RenameRule::from_name(case) else { return false };
            let mut pairs = self.properties.iter().zip(idents);
            pairs.all(|(property, ident)| rule.apply_to_field(plain(ident)) == property.name)
        })
    }
}

/// A name without the `r#` that makes it one.
pub fn plain(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}
