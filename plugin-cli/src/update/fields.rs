//! Adds the new fields of a specification to the structs of a crate.

use super::changes::Changes;
use super::crate_code::{CrateCode, CrateStruct};
use super::{items, literals};
use crate::codegen::{self, ExistingStruct, NewFields, RustNames};
use crate::output::CommandError;
use crate::spec::{Property, Spec};

/// A struct of the crate, and the properties that it does not have.
pub struct Addition<'a> {
    /// The path of the properties in the specification, such as `actions.get_user.input`.
    pub path: String,
    /// The struct.
    pub known: &'a CrateStruct,
    /// The name on the wire, if it is a custom type.
    type_name: Option<&'a str>,
    /// All properties of the specification.
    properties: &'a [Property],
}

/// The result of an addition.
pub enum Added {
    /// The names of the fields that were added.
    Fields(Vec<String>),
    /// The text of fields that the author must add, since code lists the fields of the struct.
    Snippet(String),
}

/// The structs without fields that the specification has.
pub fn additions<'a>(code: &'a CrateCode, spec: &'a Spec) -> Vec<Addition<'a>> {
    let mut additions = Vec::new();
    let mut add = |path: String, known: Option<&'a CrateStruct>, type_name, properties| {
        let addition = known.map(|known| Addition { path, known, type_name, properties });
        additions.extend(addition.filter(|addition| !addition.missing().is_empty()));
    };
    for name in spec.used_types() {
        let properties = spec.custom_type(name).map_or(&[][..], |ty| &ty.fields);
        add(format!("types.{name}"), code.custom_type(name), Some(name), properties);
    }
    if let Some(connect) = code.functions.iter().find(|function| function.kind == "connection") {
        add("connection".to_owned(), code.part(connect, "input"), None, &spec.connection);
    }
    for step in spec.steps() {
        let Some(function) = code.function(step.kind.name(), &step.name) else { continue };
        for (part, properties) in [("input", &step.input), ("output", &step.output), ("state", &step.state)] {
            let path = format!("{}s.{}.{part}", step.kind.name(), step.name);
            add(path, code.part(function, part), None, properties);
        }
    }
    additions
}

impl<'a> Addition<'a> {
    /// The properties that the struct does not have.
    pub fn missing(&self) -> Vec<&'a Property> {
        let known = |property: &&Property| self.known.fields.iter().any(|(_, name)| *name == property.name);
        self.properties.iter().filter(|property| !known(property)).collect()
    }

    /// Adds the fields in the order of the specification, if no code lists the fields of the struct.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn apply(
        &self,
        changes: &mut Changes,
        code: &CrateCode,
        spec: &Spec,
        names: &RustNames,
    ) -> Result<Added, CommandError> {
        let known = self.known;
        let missing = self.missing();
        let existing = ExistingStruct {
            ident: &known.ident,
            type_name: self.type_name,
            module: &known.module,
            is_serialized: known.is_serialized,
            is_deserialized: known.is_deserialized,
            rename_all: known.rename_all,
            fields: known.fields.iter().map(|(ident, _)| ident.as_str()).collect(),
        };
        let NewFields { fields, enums, imports } = codegen::new_fields(&existing, &missing, spec, names);
        let snippet = || {
            let fields: String = fields.iter().map(|(_, text)| text.as_str()).collect();
            format!("{}{enums}{fields}", imports.lines_of(|name| name != "Schema"))
        };
        for file in &code.files {
            if literals::lists_fields(&changes.text(file)?.unwrap_or_default(), &known.ident) {
                return Ok(Added::Snippet(snippet()));
            }
        }
        let mut idents: Vec<(&str, &str)> =
            known.fields.iter().map(|(ident, name)| (ident.as_str(), name.as_str())).collect();
        for ((ident, text), property) in fields.iter().zip(&missing) {
            let position = self.properties.iter().position(|other| other.name == property.name).unwrap_or(0);
            let before = self.properties[..position].iter().rev();
            let after =
                before.clone().find_map(|before| idents.iter().find(|(_, name)| *name == before.name));
            let after = after.map(|(ident, _)| *ident);
            let added =
                changes.try_edit(&known.file, |file| items::with_field(file, &known.ident, after, text))?;
            if added.is_none() {
                return Ok(Added::Snippet(snippet()));
            }
            idents.push((ident, &property.name));
        }
        changes.edit(&known.file, |file| items::with_items_before(file, &known.ident, &enums))?;
        let imported = changes.read(&known.file, items::imported_names)?;
        let lines = imports.lines_of(|name| !imported.contains(name));
        if !lines.is_empty() {
            changes.edit(&known.file, |file| items::with_imports(file, &lines))?;
        }
        Ok(Added::Fields(fields.into_iter().map(|(ident, _)| ident).collect()))
    }
}
