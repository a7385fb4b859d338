//! The enum of a field that takes only some values.

use super::field::{Field, Way};
use super::literal::string;
use super::record::plain;
use crate::names;
use crate::spec::Type;
use plugin_names::RenameRule;

/// Longer lists of values are no enums that a person would write.
const MOST_VARIANTS: usize = 40;

impl Field<'_> {
    /// The name that the enum has, if there is one.
    pub(super) fn enum_name(&self) -> String {
        format!("{}{}", self.record.ident, names::pascal(plain(self.ident), "Choice"))
    }

    /// The names of the variants, if the values make an enum that a person would write. What a step returns is not held to
    /// its list, since an API may have learned a new word.
    pub(super) fn variants(&self) -> Option<Vec<(String, String)>> {
        let property = self.property;
        let is_text = property.ty == Type::BuiltIn("string") && self.record.way != Way::Output;
        if !is_text || property.values.is_empty() || property.values.len() > MOST_VARIANTS {
            return None;
        }
        if self.names.is_taken(&self.enum_name()) {
            return None;
        }
        if property.default.as_ref().is_some_and(|default| !property.values.contains(default)) {
            return None;
        }
        let mut variants: Vec<(String, String)> = Vec::new();
        for value in &property.values {
            let value = value
                .as_str()
                .filter(|value| value.starts_with(|first: char| first.is_ascii_alphabetic()))?;
            let ident = names::pascal(value, "");
            let is_free = !variants.iter().any(|(taken, _)| *taken == ident);
            if ident.is_empty() || ident == "Self" || !is_free {
                return None;
            }
            variants.push((ident, value.to_owned()));
        }
        Some(variants)
    }

    /// The enum as it is written.
    pub(super) fn enumeration(&mut self, name: &str, variants: &[(String, String)]) -> String {
        let cases =
            ["lowercase", "snake_case", "kebab-case", "camelCase", "UPPERCASE", "SCREAMING_SNAKE_CASE"];
        let is_as_written = variants.iter().all(|(ident, value)| ident == value);
        let case = cases.into_iter().filter(|_| !is_as_written).find(|case| {
            let Some(rule) = RenameRule::from_name(case) else { return false };
            variants.iter().all(|(ident, value)| rule.apply_to_variant(ident) == *value)
        });
        let both = self.record.way == Way::Both;
        let derives = if both {
            "Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Schema"
        } else {
            "Clone, Copy, Debug, PartialEq, Eq, Deserialize, Schema"
        };
        self.uses.add("plugin_core", "Schema");
        self.uses.add("serde", "Deserialize");
        if both {
            self.uses.add("serde", "Serialize");
        }
        let mut text = format!("#[derive({derives})]\n");
        if let Some(case) = case {
            text.push_str(&format!("#[serde(rename_all = \"{case}\")]\n"));
        }
        text.push_str(&format!("pub enum {name} {{\n"));
        for (ident, value) in variants {
            if case.is_none() && ident != value {
                text.push_str(&format!("#[serde(rename = {})]\n", string(value)));
            }
            text.push_str(&format!("{ident},\n"));
        }
        text.push_str("}\n\n");
        text
    }
}
