//! Converts values to bodies and to name-value pairs.

use crate::failure::encode_error;
use plugin_schema::error::Result;
use serde::Serialize;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A value that is sent as the body without encoding.
#[diagnostic::on_unimplemented(
    message = "API005: `{Self}` cannot be a body",
    label = "not a value that has bytes",
    note = "bytes, texts and `values::Bytes` can, and Option of them; mark a struct with `#[json]`"
)]
pub trait ToBody {
    /// The bytes. `None` for no body.
    ///
    /// # Errors
    /// BASE64_DECODE if the value is invalid base64.
    fn to_body(&self) -> Result<Option<Cow<'_, [u8]>>>;
}

macro_rules! bodies {
    ($($t:ty)+) => {$(
        impl ToBody for $t {
            fn to_body(&self) -> Result<Option<Cow<'_, [u8]>>> {
                Ok(Some(Cow::Borrowed(self.as_ref())))
            }
        }
    )+};
}

bodies!(str String [u8] Vec<u8>);

impl ToBody for plugin_schema::values::Bytes {
    fn to_body(&self) -> Result<Option<Cow<'_, [u8]>>> {
        self.decode().map(Some)
    }
}

impl<T: ToBody + ?Sized> ToBody for &T {
    fn to_body(&self) -> Result<Option<Cow<'_, [u8]>>> {
        (**self).to_body()
    }
}

impl<T: ToBody> ToBody for Option<T> {
    fn to_body(&self) -> Result<Option<Cow<'_, [u8]>>> {
        self.as_ref().map_or(Ok(None), T::to_body)
    }
}

/// The fields of a struct or a map as name-value pairs. `None` is omitted, and a list repeats its name.
pub(crate) fn pairs<T: Serialize + ?Sized>(value: &T, what: &str) -> Result<Vec<(String, String)>> {
    let fields = match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        Ok(Value::Null) => Map::new(),
        Ok(_) => return Err(encode_error(&format_args!("{what} is a struct or a map"))),
        Err(error) => return Err(encode_error(&error)),
    };
    let mut pairs = Vec::new();
    for (name, value) in fields {
        let nested = |value: &Value| {
            value.is_object() || value.as_array().is_some_and(|items| items.iter().any(Value::is_object))
        };
        if nested(&value) {
            return Err(encode_error(&format_args!("{what} has no place for the nested object `{name}`")));
        }
        pairs.extend(texts(&value).into_iter().map(|text| (name.clone(), text)));
    }
    Ok(pairs)
}

/// Converts a value to any number of texts.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

pub(crate) fn drop_null(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_null);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_null),
        _ => {}
    }
}

/// Sets a field of an object, or of a nested object if `name` is a JSON pointer. The macro has checked that fields do not
/// conflict.
pub(crate) fn insert(fields: &mut Map<String, Value>, name: &str, value: Value) {
    let Some(pointer) = name.strip_prefix('/') else {
        fields.insert(name.to_owned(), value);
        return;
    };
    let (parents, key) =
        pointer.rsplit_once('/').map_or((None, pointer), |(parents, key)| (Some(parents), key));
    let unescaped = |key: &str| key.replace("~1", "/").replace("~0", "~");
    let mut at = fields;
    for parent in parents.into_iter().flat_map(|parents| parents.split('/')) {
        let object = at.entry(unescaped(parent)).or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(object) = object else { return };
        at = object;
    }
    at.insert(unescaped(key), value);
}
