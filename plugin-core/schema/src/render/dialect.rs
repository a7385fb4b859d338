//! Renders tables as JSON Schema in the dialect of InsightConnect. The output equals that of the official generator, with the order
//! of keys.

use crate::{Field, Struct, Type};
use serde_json::{Map, Value, json};

/// The schema of an input, an output or a connection: `{}` if it has no fields.
///
/// ```
/// use plugin_core::Schema;
/// use plugin_schema::{Fields, dialect};
///
/// #[derive(Schema)]
/// struct Input {
///     /// ID of the user
///     user_id: String,
/// }
/// let schema = dialect::object(Input::table());
/// assert_eq!(
///     schema.to_string(),
///     r#"{"type":"object","title":"Variables","properties":{"user_id":{"type":"string","title":"User ID","description":"ID of the user","order":1}},"required":["user_id"],"definitions":{}}"#
/// );
/// ```
pub fn object(table: &Struct) -> Value {
    if table.fields.is_empty() {
        return json!({});
    }
    let mut definitions = Map::new();
    let mut properties: Vec<_> = properties(table, &mut definitions).into_iter().collect();
    properties.sort_by(|a, b| a.0.cmp(&b.0));
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("title".into(), "Variables".into());
    schema.insert("properties".into(), Value::Object(properties.into_iter().collect()));
    insert_required(table, &mut schema);
    schema.insert("definitions".into(), Value::Object(definitions));
    Value::Object(schema)
}

/// The schema of the output of a task, which is the list in its first field.
pub fn task_output(table: &Struct) -> Value {
    let mut schema = object(table);
    let Some(keys) = schema.as_object_mut().filter(|keys| !keys.is_empty()) else { return schema };
    let first =
        keys.get("properties").and_then(|properties| properties.as_object()?.values().next().cloned());
    let first_key =
        |key: &str| first.as_ref().and_then(|first| first.get(key)).cloned().unwrap_or_else(|| json!({}));
    let mut list = Map::new();
    list.insert("type".into(), "array".into());
    list.insert("title".into(), first_key("title"));
    list.insert("description".into(), first_key("description"));
    list.insert("items".into(), json!({}));
    for key in ["required", "definitions"] {
        if let Some(value) = keys.remove(key) {
            list.insert(key.into(), value);
        }
    }
    Value::Object(list)
}

/// The key constants of the official generator, in its order: `[["USER_ID", "user_id"], ..]`.
pub fn keys(table: &Struct) -> Value {
    let mut names: Vec<&str> = table.fields.iter().map(|field| field.name).collect();
    names.sort_by_key(|name| name.to_lowercase());
    names.into_iter().map(|name| json!([name.to_uppercase().replace('-', ""), name])).collect()
}

/// The properties in the order of the specification. Adds the types of fields to `definitions`.
fn properties(table: &Struct, definitions: &mut Map<String, Value>) -> Map<String, Value> {
    let numbered = (1..).zip(table.fields);
    numbered.map(|(order, field)| (field.name.to_owned(), property(field, order, definitions))).collect()
}

fn property(field: &Field, order: usize, definitions: &mut Map<String, Value>) -> Value {
    let mut property = type_of(&field.ty, definitions);
    let items = property.remove("items");
    let mut add = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            property.insert(key.into(), value);
        }
    };
    add("title", field.title.map(Value::from));
    add("description", field.description.map(Value::from));
    add("default", field.default.map(parsed));
    add("placeholder", field.placeholder.map(Value::from));
    add("tooltip", field.tooltip.map(Value::from));
    add("items", items);
    add("enum", field.allowed());
    add("order", Some(order.into()));
    Value::Object(property)
}

impl Field {
    /// The allowed values of the field, or of its type.
    pub(super) fn allowed(&self) -> Option<Value> {
        match self.ty {
            _ if !self.values.is_empty() => Some(self.values.iter().map(|text| parsed(text)).collect()),
            Type::Enum(list) => Some(list.values.into()),
            _ => None,
        }
    }
}

/// Parses JSON text of a table. The macro has checked that it is valid.
pub(super) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

fn insert_required(table: &Struct, schema: &mut Map<String, Value>) {
    let mut required: Vec<&str> =
        table.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    required.sort_unstable();
    if !required.is_empty() {
        schema.insert("required".into(), required.into());
    }
}

/// The keys of a schema that describe a type. A definition precedes those of the types that it contains.
fn type_of(ty: &Type, definitions: &mut Map<String, Value>) -> Map<String, Value> {
    let value = match ty {
        Type::String | Type::Enum(_) => json!({"type": "string"}),
        Type::Integer | Type::Int | Type::Bounded(_) => json!({"type": "integer"}),
        Type::Number | Type::Float => json!({"type": "number"}),
        Type::Boolean | Type::Bool => json!({"type": "boolean"}),
        Type::Object => json!({"type": "object"}),
        Type::Untyped(_) => json!({}),
        Type::Date => json!({"type": "string", "format": "date-time", "displayType": "date"}),
        Type::Bytes => json!({"type": "string", "format": "bytes", "displayType": "bytes"}),
        Type::Array(Type::Array(_)) => json!({"type": "array"}),
        Type::Array(item) => json!({"type": "array", "items": type_of(item, definitions)}),
        Type::Struct(table) => {
            let table = table();
            if !definitions.contains_key(table.name) {
                definitions.insert(table.name.into(), Value::Null);
                let definition = definition(table, definitions);
                definitions.insert(table.name.into(), definition);
            }
            reference(table.name)
        }
        Type::File => built_in("file", file, definitions),
        Type::Password => built_in("password", || text("password"), definitions),
        Type::Python => built_in("python", || text("python"), definitions),
        Type::SecretKey => built_in("credential_secret_key", secret_key, definitions),
        Type::UsernamePassword => built_in("credential_username_password", username_password, definitions),
        Type::Token => built_in("credential_token", token, definitions),
        Type::AsymmetricKey => built_in("credential_asymmetric_key", asymmetric_key, definitions),
    };
    match value {
        Value::Object(keys) => keys,
        _ => Map::new(),
    }
}

fn definition(table: &Struct, definitions: &mut Map<String, Value>) -> Value {
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("title".into(), table.name.into());
    schema.insert("properties".into(), Value::Object(properties(table, definitions)));
    insert_required(table, &mut schema);
    Value::Object(schema)
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/definitions/{name}")})
}

fn built_in(name: &str, definition: fn() -> Value, definitions: &mut Map<String, Value>) -> Value {
    definitions.entry(name).or_insert_with(definition);
    reference(name)
}

fn text(format: &str) -> Value {
    json!({"type": "string", "format": format, "displayType": format})
}

// The built-in definitions have the key order of the official generator.

fn file() -> Value {
    json!({
        "id": "file", "type": "object", "title": "File", "description": "File Object",
        "properties": {
            "filename": {"type": "string", "title": "Filename", "description": "Name of file"},
            "content": {"type": "string", "format": "bytes", "title": "Content", "description": "File contents"},
        },
    })
}

fn secret_key() -> Value {
    json!({
        "id": "credential_secret_key", "type": "object",
        "title": "Credential: Secret Key", "description": "A shared secret key",
        "required": ["secretKey"],
        "properties": {
            "secretKey": {
                "type": "string", "title": "Secret Key", "description": "The shared secret key",
                "format": "password", "displayType": "password",
            },
        },
    })
}

fn asymmetric_key() -> Value {
    json!({
        "id": "credential_asymmetric_key", "type": "object",
        "title": "Credential: Asymmetric key", "description": "A shared key",
        "required": ["privateKey"],
        "properties": {
            "privateKey": {
                "type": "string", "title": "Private Key", "description": "The private key",
                "format": "password", "displayType": "password",
            },
        },
    })
}

fn username_password() -> Value {
    json!({
        "id": "credential_username_password",
        "title": "Credential: Username and Password", "description": "A username and password combination",
        "type": "object",
        "properties": {
            "username": {"type": "string", "title": "Username", "description": "The username to log in with", "order": 1},
            "password": {
                "type": "string", "title": "Password", "description": "The password",
                "format": "password", "displayType": "password", "order": 2,
            },
        },
        "required": ["username", "password"],
    })
}

fn token() -> Value {
    json!({
        "id": "credential_token", "type": "object",
        "title": "Credential: Token", "description": "A pair of a token, and an optional domain",
        "required": ["token"],
        "properties": {
            "domain": {"type": "string", "title": "Domain", "description": "The domain for the token", "order": 1},
            "token": {
                "type": "string", "title": "Token", "description": "The shared token",
                "format": "password", "displayType": "password", "order": 2,
            },
        },
    })
}
