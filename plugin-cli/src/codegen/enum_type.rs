//! The enum of a string property that accepts only listed values.

use super::direction::Direction;
use super::field_context::FieldContext;
use super::imports::Imports;
use super::literal::string;
use crate::spec::{Property, PropertyType};
use crate::{casing, keywords};
use plugin_names::RenameRule;

/// A longer list of values does not become an enum, which would be hard to read.
const MAX_VARIANTS: usize = 40;

/// The rules of `rename_all` that the enum may have, the most usual first.
const RENAME_RULES: [&str; 6] =
    ["lowercase", "snake_case", "kebab-case", "camelCase", "UPPERCASE", "SCREAMING_SNAKE_CASE"];

/// An enum of plain names.
pub struct EnumType {
    /// The enum's name in Rust.
    pub ident: String,
    direction: Direction,
    variants: Vec<Variant>,
}

struct Variant {
    ident: String,
    value: String,
}

impl EnumType {
    /// The enum of a property, if its values are suitable names of variants. An output stays a string, since an API may add
    /// values that the list does not have.
    pub fn of(property: &Property, field_ident: &str, context: FieldContext<'_>) -> Option<Self> {
        let ident = format!(
            "{}{}",
            context.struct_ident,
            casing::pascal_case(keywords::without_raw(field_ident), "Choice")
        );
        let is_text =
            property.ty == PropertyType::BuiltIn("string") && context.direction != Direction::Output;
        let has_values = (1..=MAX_VARIANTS).contains(&property.values.len());
        let has_listed_default =
            property.default.as_ref().is_none_or(|default| property.values.contains(default));
        if !is_text || !has_values || !has_listed_default || context.names.is_taken(&ident) {
            return None;
        }
        let mut variants: Vec<Variant> = Vec::new();
        for value in &property.values {
            let value = value
                .as_str()
                .filter(|value| value.starts_with(|first: char| first.is_ascii_alphabetic()))?;
            let ident = casing::pascal_case(value, "");
            let is_free = !variants.iter().any(|variant| variant.ident == ident);
            if ident.is_empty() || ident == "Self" || !is_free {
                return None;
            }
            variants.push(Variant { ident, value: value.to_owned() });
        }
        Some(Self { ident, direction: context.direction, variants })
    }

    /// The source text of the enum.
    pub fn write(&self, imports: &mut Imports) -> String {
        let is_serialized = self.direction == Direction::Both;
        let derives = if is_serialized {
            "Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Schema"
        } else {
            "Clone, Copy, Debug, PartialEq, Eq, Deserialize, Schema"
        };
        imports.add("plugin_core", "Schema");
        imports.add("serde", "Deserialize");
        if is_serialized {
            imports.add("serde", "Serialize");
        }
        let mut text = format!("#[derive({derives})]\n");
        let rename_all = self.rename_all();
        if let Some(rule) = rename_all {
            text.push_str(&format!("#[serde(rename_all = \"{rule}\")]\n"));
        }
        text.push_str(&format!("pub enum {} {{\n", self.ident));
        for Variant { ident, value } in &self.variants {
            if rename_all.is_none() && ident != value {
                text.push_str(&format!("#[serde(rename = {})]\n", string(value)));
            }
            text.push_str(&format!("{ident},\n"));
        }
        text.push_str("}\n\n");
        text
    }

    /// The rule of `rename_all` that gives each variant its value, if a rule is needed and one fits.
    fn rename_all(&self) -> Option<&'static str> {
        if self.variants.iter().all(|variant| variant.ident == variant.value) {
            return None;
        }
        RENAME_RULES.into_iter().find(|name| {
            let Some(rule) = RenameRule::from_name(name) else { return false };
            self.variants.iter().all(|variant| rule.apply_to_variant(&variant.ident) == variant.value)
        })
    }
}
