//! Reads serde's attributes, and rejects those that a schema cannot represent.

use crate::errors::Errors;
use crate::settings::check_wire_name;
use plugin_names::RenameRule;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr, Token};

/// serde's settings of a type.
pub struct TypeAttrs {
    pub rename_all: RenameRule,
    /// Every field has a default.
    pub default: bool,
}

/// serde's settings of a field or a variant.
#[derive(Default)]
pub struct FieldAttrs {
    pub name: Option<LitStr>,
    /// Other names that are read.
    pub aliases: Vec<LitStr>,
    pub default: bool,
    /// The default is that of the type: `#[serde(default)]` without a function.
    pub is_type_default: bool,
    /// An output may omit it.
    pub may_be_skipped: bool,
    pub skip: bool,
}

impl TypeAttrs {
    pub fn of_struct(attrs: &[Attribute], errors: &mut Errors) -> Self {
        Self::parse(attrs, errors)
    }

    pub fn of_enum(attrs: &[Attribute], errors: &mut Errors) -> Self {
        Self::parse(attrs, errors)
    }

    fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut container = Self { rename_all: RenameRule::None, default: false };
        for_each_key(attrs, errors, |key, meta, errors| {
            match key {
                "rename_all" => {
                    if let Some(case) = parse_name(meta)? {
                        container.rename_all = parse_rename_rule(&case, errors);
                    }
                }
                "default" => {
                    container.default = true;
                    skip_value(meta)?;
                }
                "crate" | "bound" | "expecting" => skip_value(meta)?,
                // The name of the type itself is never sent.
                "rename" => skip_value(meta)?,
                _ => reject(key, meta, errors)?,
            }
            Ok(())
        });
        container
    }
}

impl FieldAttrs {
    pub fn of_field(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let field = Self::parse(attrs, errors);
        if let Some(name) = &field.name {
            check_wire_name(name, errors);
        }
        field
    }

    pub fn of_variant(attrs: &[Attribute], errors: &mut Errors) -> Self {
        Self::parse(attrs, errors)
    }

    fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut member = Self::default();
        for_each_key(attrs, errors, |key, meta, errors| {
            match key {
                "rename" => member.name = parse_name(meta)?,
                "default" => {
                    member.default = true;
                    member.is_type_default = !meta.input.peek(Token![=]);
                    skip_value(meta)?;
                }
                "skip_serializing_if" => {
                    member.may_be_skipped = true;
                    skip_value(meta)?;
                }
                "skip" => member.skip = true,
                "alias" => member.aliases.push(meta.value()?.parse()?),
                "bound" => skip_value(meta)?,
                _ => reject(key, meta, errors)?,
            }
            Ok(())
        });
        member
    }
}

fn for_each_key(
    attrs: &[Attribute],
    errors: &mut Errors,
    mut read: impl FnMut(&str, &ParseNestedMeta<'_>, &mut Errors) -> syn::Result<()>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let result = attr.parse_nested_meta(|meta| {
            let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            read(&key, &meta, errors)
        });
        errors.take(result);
    }
}

/// `= "name"`, or `(serialize = "name", deserialize = "name")` with the same name twice.
fn parse_name(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<LitStr>> {
    if meta.input.peek(Token![=]) {
        return meta.value()?.parse().map(Some);
    }
    let mut names: Vec<LitStr> = Vec::new();
    meta.parse_nested_meta(|side| {
        names.push(side.value()?.parse()?);
        Ok(())
    })?;
    match &names[..] {
        [one, other] if one.value() == other.value() => Ok(names.pop()),
        _ => Err(meta.error("a schema has one name for both directions\nhelp: write `rename = \"name\"`")),
    }
}

fn parse_rename_rule(name: &LitStr, errors: &mut Errors) -> RenameRule {
    let found = RenameRule::from_name(&name.value());
    if found.is_none() {
        let known: Vec<_> = RenameRule::names().collect();
        errors
            .at(name, format_args!("unknown case of `rename_all`\nhelp: known cases: {}", known.join(", ")));
    }
    found.unwrap_or(RenameRule::None)
}

/// Skips a value.
fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    while !meta.input.is_empty() && !meta.input.peek(Token![,]) {
        meta.input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

/// Reports an attribute that a schema cannot represent.
fn reject(key: &str, meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
    let why = match key {
        "flatten" => "the dialect has no flattened fields\nhelp: list the fields, or use a `serde_json::Map`",
        "tag" | "untagged" | "content" | "variant_identifier" | "field_identifier" => {
            "the dialect has only enums of plain names\nhelp: use a struct with optional fields"
        }
        "other" => "the schema lists all variants\nhelp: use a `String` if the API may add values",
        "rename_all_fields" => "the variants of an enum have no fields\nhelp: remove it",
        "with" | "serialize_with" | "deserialize_with" => {
            "the schema cannot see the type on the wire\nhelp: use a type of your own that implements `Schema`"
        }
        "transparent" | "from" | "into" | "try_from" | "remote" | "getter" => {
            "the schema cannot see the type on the wire\nhelp: implement `Schema` by hand"
        }
        "skip_serializing" | "skip_deserializing" => {
            "a schema has the same fields in both directions\nhelp: write `skip`"
        }
        "borrow" => "a value owns its data\nhelp: remove it, and use `String` in place of `&str`",
        "deny_unknown_fields" => "unknown keys in an input are ignored\nhelp: remove it",
        // serde's own derive reports it, at the same place.
        _ => return skip_value(meta),
    };
    errors.at(&meta.path, format_args!("`#[serde({key})]` is not supported with `Schema`: {why}"));
    skip_value(meta)
}
