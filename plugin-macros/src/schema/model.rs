//! The model of a struct that derives `Schema`.

use super::json::Json;
use super::serde;
use crate::docs;
use crate::errors::Errors;
use crate::settings::{Key, Settings};
use plugin_names::{RenameRule, title};
use syn::ext::IdentExt;
use syn::{Attribute, DeriveInput, FieldsNamed, Ident, LitBool, LitStr, Type};

/// The keys of `#[field(..)]`.
const KEYS: &[Key] = &[
    Key("title", "title = \"User ID\""),
    Key("description", "description = \"ID of the user\""),
    Key("default", "default = 443"),
    Key("example", "example = \"acme-17\""),
    Key("enum", "enum = [\"a\", \"b\"]"),
    Key("placeholder", "placeholder = \"acme-17\""),
    Key("tooltip", "tooltip = \"Found in the settings\""),
    Key("required", "required = true"),
    Key("type", "type = \"number\""),
    Key("unchecked", "unchecked = true"),
    Key("spec", "spec = {\"order\": 7}"),
];

/// Keys that `#[field(..)]` does not have, and what to write in their place.
const INSTEAD: &[(&str, &str)] = &[
    ("name", "`#[serde(rename = \"..\")]` sets the name"),
    ("rename", "`#[serde(rename = \"..\")]` sets the name"),
    ("alias", "`#[serde(alias = \"..\")]` adds a name"),
    ("skip", "`#[serde(skip)]` omits the field"),
    ("optional", "the type of an optional field is an `Option`"),
    ("values", "write `enum = [\"a\", \"b\"]`"),
    ("choices", "write `enum = [\"a\", \"b\"]`"),
    ("order", "the order is that of the fields"),
];

/// A struct with named fields.
pub struct StructModel<'a> {
    pub ident: &'a Ident,
    /// Name on the wire, and the setting that it comes from.
    pub name: String,
    pub name_setting: Option<LitStr>,
    pub fields: Vec<FieldModel<'a>>,
    /// `#[allow(..)]` at the struct.
    pub allowed: Vec<&'a Attribute>,
}

/// A field that is sent.
pub struct FieldModel<'a> {
    pub ident: &'a Ident,
    pub ty: &'a Type,
    /// Name on the wire.
    pub name: String,
    pub aliases: Vec<LitStr>,
    /// `None` after `title = none`.
    pub title: Option<String>,
    pub description: Option<String>,
    /// Whether the author gave no description and not `description = none` either.
    pub needs_description: bool,
    /// `#[allow(..)]` at the field.
    pub allowed: Vec<&'a Attribute>,
    /// serde fills in a default if the field is absent.
    pub has_default: bool,
    /// That default is 0, `false`, an empty text or an empty list.
    pub is_type_default: bool,
    /// serde omits it from some outputs.
    pub may_be_skipped: bool,
    pub required: Option<LitBool>,
    /// Whether the specification has the key `required` for it.
    pub states_required: bool,
    pub type_name: Option<LitStr>,
    pub default: Option<Json>,
    pub example: Option<Json>,
    pub values: Vec<Json>,
    pub placeholder: Option<LitStr>,
    pub tooltip: Option<LitStr>,
    /// The default, the example and the allowed values are not checked.
    pub unchecked: bool,
    /// Keys that only the specification has.
    pub spec: Option<Json>,
}

pub fn build<'a>(
    input: &'a DeriveInput,
    fields: &'a FieldsNamed,
    settings: &Settings,
    errors: &mut Errors,
) -> Option<StructModel<'a>> {
    let container = serde::TypeAttrs::of_struct(&input.attrs, errors);
    let fields = fields.named.iter().filter_map(|field| build_field(field, &container, errors)).collect();
    let name_setting = settings.wire_name("name", errors);
    let name = name_setting
        .as_ref()
        .map_or_else(|| RenameRule::Snake.apply_to_variant(&input.ident.unraw().to_string()), LitStr::value);
    Some(StructModel { ident: &input.ident, name, name_setting, fields, allowed: allowed(&input.attrs) })
}

fn allowed(attrs: &[Attribute]) -> Vec<&Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("allow")).collect()
}

fn build_field<'a>(
    field: &'a syn::Field,
    container: &serde::TypeAttrs,
    errors: &mut Errors,
) -> Option<FieldModel<'a>> {
    let ident = field.ident.as_ref()?;
    let attrs = serde::FieldAttrs::of_field(&field.attrs, errors);
    if attrs.skip {
        return None;
    }
    let settings = parse_settings(field, errors);
    let name = match &attrs.name {
        Some(name) => name.value(),
        None => container.rename_all.apply_to_field(&ident.unraw().to_string()),
    };
    let title = match settings.is_none("title") {
        true => None,
        false => Some(settings.string("title", errors).map_or_else(|| title(&name), |title| title.value())),
    };
    let states_required = !settings.is_none("required");
    let description = match settings.is_none("description") {
        true => None,
        false => settings
            .string("description", errors)
            .map(|text| text.value())
            .or_else(|| docs::description(&field.attrs)),
    };
    Some(FieldModel {
        ident,
        ty: &field.ty,
        title,
        name,
        aliases: attrs.aliases,
        needs_description: description.is_none() && settings.tokens("description").is_none(),
        description,
        allowed: allowed(&field.attrs),
        has_default: attrs.default || container.default,
        is_type_default: attrs.is_type_default,
        may_be_skipped: attrs.may_be_skipped,
        required: if states_required { settings.bool("required", errors) } else { None },
        states_required,
        type_name: settings.string("type", errors),
        default: Json::of(&settings, "default", errors),
        example: Json::of(&settings, "example", errors),
        values: Json::list_of(&settings, "enum", errors),
        placeholder: settings.string("placeholder", errors),
        tooltip: settings.string("tooltip", errors),
        unchecked: settings.bool("unchecked", errors).is_some_and(|unchecked| unchecked.value),
        spec: parse_object(&settings, "spec", errors),
    })
}

/// The value of the setting `key`, a JSON object.
fn parse_object(settings: &Settings, key: &str, errors: &mut Errors) -> Option<Json> {
    let json = Json::of(settings, key, errors)?;
    if json.kind() != "object" {
        errors.at(&json.tokens, format_args!("`{key}` takes an object, as in `{key} = {{\"order\": 7}}`"));
    }
    Some(json)
}

fn parse_settings(field: &syn::Field, errors: &mut Errors) -> Settings {
    let mut settings = Settings::new(KEYS).instead_of(INSTEAD);
    for attr in field.attrs.iter().filter(|attr| attr.path().is_ident("field")) {
        if let Some(tokens) = errors.take(attr.meta.require_list()).map(|list| list.tokens.clone()) {
            settings.extend(tokens, errors);
        }
    }
    settings
}
