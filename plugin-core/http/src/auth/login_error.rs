//! Builds the error for a login response that cannot be read. It contains the shape of the response and not the values: one of them
//! may be a token, which is not registered as a secret yet.

use crate::call::Operation;
use crate::failure::MAX_TEXT_BYTES;
use crate::json::without_bom;
use plugin_run::secrets::{MASK, MIN_SECRET_CHARS, Redactor};
use plugin_schema::error::{PluginError, Preset};
use serde_json::Value;
use zeroize::Zeroizing;

tokio::task_local! {
    static LOGGING_IN: ();
}

/// Marks `login` as a login, for all clients that it uses.
pub(super) async fn logging_in<T>(login: impl Future<Output = T>) -> T {
    LOGGING_IN.scope((), login).await
}

/// Whether the current task logs in.
pub(crate) fn is_logging_in() -> bool {
    LOGGING_IN.try_with(|()| ()).is_ok()
}

/// INVALID_JSON with the call, the field, and the body without its values.
pub(crate) fn concealed(
    operation: &Operation,
    why: &dyn std::fmt::Display,
    status: u16,
    body: &[u8],
) -> (PluginError, Vec<u8>) {
    let (why, body) = match parse(body) {
        Some(mut value) => {
            let why = Redactor::of_secrets(&values(&value)).text(&why.to_string()).into_owned();
            mask(&mut value);
            (why, value.to_string())
        }
        None if body.trim_ascii().is_empty() => ("it is empty".to_owned(), String::new()),
        None => ("it is not JSON".to_owned(), String::new()),
    };
    let error = PluginError::from_preset(Preset::InvalidJson)
        .with_cause(format!("The response to the login is unexpected (`{operation}`, {why})."))
        .with_assistance("Check the address and the kind of the login in the connection.")
        .with_status(status)
        .with_data(body.as_str());
    (error, body.into_bytes())
}

/// Parses the body. A long body is unlikely to be a login response and is not searched for values.
fn parse(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(without_bom(body)).ok().filter(|_| body.len() <= MAX_TEXT_BYTES)
}

/// The texts that may be secret. A text that is a part of a key is not masked, since this would mask the key too.
fn values(value: &Value) -> Vec<Zeroizing<String>> {
    let (mut keys, mut texts) = (Vec::new(), Vec::new());
    collect(value, &mut keys, &mut texts);
    texts.retain(|text| !keys.iter().any(|key| key.contains(text.as_str())));
    texts
}

fn collect<'a>(value: &'a Value, keys: &mut Vec<&'a str>, texts: &mut Vec<Zeroizing<String>>) {
    match value {
        Value::String(text) => texts.push(Zeroizing::new(text.clone())),
        Value::Number(number) => texts.push(Zeroizing::new(number.to_string())),
        Value::Array(items) => items.iter().for_each(|item| collect(item, keys, texts)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            keys.push(key);
            collect(value, keys, texts);
        }),
        Value::Null | Value::Bool(_) => {}
    }
}

fn mask(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(fields) => fields.values_mut().for_each(mask),
        Value::Number(number) if number.to_string().len() < MIN_SECRET_CHARS => {}
        Value::String(_) | Value::Number(_) => *value = MASK.into(),
        Value::Null | Value::Bool(_) => {}
    }
}
