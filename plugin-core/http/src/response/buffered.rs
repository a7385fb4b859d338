//! A response with its body in memory, and its values.

use crate::call::Operation;
use crate::client::Http;
use crate::failure::{self, Failure};
use crate::{auth, json};
use bytes::Bytes;
use json::without_bom;
use plugin_schema::error::{PluginError, Result};
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::OnceLock;

/// A response that is a success, as [`FromResponse`](crate::FromResponse) gets it.
#[derive(Clone)]
pub struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The body as JSON, parsed when a value within it is needed first.
    pub(super) json: OnceLock<Value>,
    /// A JSON pointer to the value within the body that is read.
    pub(crate) select: Option<&'static str>,
    /// The status is one that the call takes as "there is nothing".
    pub(crate) is_missing: bool,
    /// The client and the call, for the error of an unexpected response.
    pub(crate) http: Http,
    pub(crate) operation: &'static Operation,
}

impl Response {
    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body, decompressed.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Whether there is nothing in it: a blank body, as with 204, or a status that the setting `missing` names.
    pub fn is_empty(&self) -> bool {
        self.is_missing || without_bom(&self.body).trim_ascii().is_empty()
    }

    /// The body, or what the setting `select` names of it, read from JSON.
    ///
    /// # Errors
    /// INVALID_JSON with the text, and with the place within it.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        match self.select {
            None => {
                serde_json::from_slice(without_bom(&self.body)).map_err(|error| self.not_json::<T>(&error))
            }
            Some(pointer) => self.at(pointer),
        }
    }

    /// The same, and the default if the setting `missing` names the status.
    pub(crate) fn json_or_default<T: DeserializeOwned + Default>(&self) -> Result<T> {
        if self.is_missing { Ok(T::default()) } else { self.json() }
    }

    /// The body as JSON, which is parsed once.
    pub(crate) fn value(&self) -> serde_json::Result<&Value> {
        match self.json.get() {
            Some(value) => Ok(value),
            None => {
                let value = serde_json::from_slice(without_bom(&self.body))?;
                Ok(self.json.get_or_init(|| value))
            }
        }
    }

    /// The value that the setting `select` names, the whole body without it.
    ///
    /// # Errors
    /// INVALID_JSON with the text.
    pub(crate) fn selected(&self) -> Result<&Value> {
        self.find(self.select.unwrap_or_default())
    }

    /// The value at a JSON pointer, read as a `T`.
    pub(crate) fn at<T: DeserializeOwned>(&self, pointer: &str) -> Result<T> {
        let found = self.find(pointer)?;
        // The place is looked for only when something is wrong.
        T::deserialize(found).or_else(|_| serde_path_to_error::deserialize(found)).map_err(|error| {
            let path = [pointer, &place(error.path())].join("/");
            self.wrong(&format_args!("at {}: {}", path.trim_end_matches('/'), error.inner()))
        })
    }

    fn find(&self, pointer: &str) -> Result<&Value> {
        let body = self.value().map_err(|error| self.not_json::<Value>(&error))?;
        body.pointer(pointer).ok_or_else(|| {
            let there = match body {
                Value::Object(fields) if !fields.is_empty() => {
                    fields.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
                }
                Value::Object(_) => "an empty object".to_owned(),
                Value::Array(_) => "a list".to_owned(),
                _ => "one value".to_owned(),
            };
            self.wrong(&format_args!("there is nothing at {pointer}, only {there}"))
        })
    }

    /// The place is looked for only now that something is wrong.
    fn not_json<T: DeserializeOwned>(&self, error: &serde_json::Error) -> PluginError {
        let again = &mut serde_json::Deserializer::from_slice(without_bom(&self.body));
        match serde_path_to_error::deserialize::<_, T>(again) {
            Err(again) if again.path().iter().len() > 0 => {
                self.wrong(&format_args!("at /{}: {}", place(again.path()), again.inner()))
            }
            _ => self.wrong(error),
        }
    }

    /// The response is not what was expected.
    pub(crate) fn wrong(&self, why: &dyn std::fmt::Display) -> PluginError {
        let (error, body) = if auth::is_logging_in() {
            auth::concealed(self.operation, why, self.status, &self.body)
        } else {
            let body = self.body[..self.body.len().min(failure::MAX_TEXT_BYTES)].to_vec();
            (failure::of_format(why, self.status, &self.body), body)
        };
        self.http.error(Failure {
            operation: self.operation,
            status: Some(self.status),
            headers: self.headers.clone(),
            body,
            error,
            was_not_sent: false,
            is_final: false,
        })
    }
}

/// `data/3/id`
fn place(path: &serde_path_to_error::Path) -> String {
    let segments = path.iter().map(|segment| segment.to_string().trim_matches(['[', ']']).to_owned());
    segments.collect::<Vec<_>>().join("/")
}

/// Prints how much there is, not what.
impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
