//! Defines a response with its body in memory.

use crate::call::Operation;
use crate::client::Http;
use crate::failure::{self, Failure};
use crate::log::LoggedBody;
use crate::{auth, json};
use bytes::Bytes;
use json::without_bom;
use plugin_schema::error::{PluginError, Result};
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::{Arc, OnceLock};

/// A successful response, which [`FromResponse`](crate::FromResponse) receives.
#[derive(Clone)]
pub struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The body as JSON, parsed at the first access.
    pub(super) json: OnceLock<Value>,
    /// The JSON pointer of the setting `select`.
    pub(crate) select: Option<&'static str>,
    /// Whether the setting `missing` contains the status.
    pub(crate) is_missing: bool,
    /// The client and the operation, for errors.
    pub(crate) http: Http,
    pub(crate) operation: &'static Operation,
    /// Logs the body when the response is dropped.
    pub(crate) logged: Option<Arc<LoggedBody>>,
}

impl Response {
    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// A header, if it exists and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body, decompressed.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Whether the response is empty: a blank body, as with 204, or a status in the setting `missing`.
    pub fn is_empty(&self) -> bool {
        self.is_missing || without_bom(&self.body).trim_ascii().is_empty()
    }

    /// Reads the body, or the value of the setting `select`, from JSON.
    ///
    /// # Errors
    /// INVALID_JSON with the body and the path of the mismatch.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        match self.select {
            None => self.parse().map_err(|error| self.not_json::<T>(&error)),
            Some(pointer) => self.at(pointer),
        }
    }

    fn parse<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        let body = without_bom(&self.body);
        match std::str::from_utf8(body) {
            // To check the encoding of the whole text is faster than that of each of its strings.
            Ok(text) => serde_json::from_str(text),
            Err(_) => {
                let mut parser = serde_json::Deserializer::from_slice(body);
                let value =
                    serde_path_to_error::deserialize(&mut parser).map_err(|error| error.into_inner())?;
                parser.end().map(|()| value)
            }
        }
    }

    /// Like [`Response::json`], with the default value for a status in the setting `missing`.
    pub(crate) fn json_or_default<T: DeserializeOwned + Default>(&self) -> Result<T> {
        if self.is_missing { Ok(T::default()) } else { self.json() }
    }

    /// The body as JSON. It is parsed once.
    pub(crate) fn value(&self) -> serde_json::Result<&Value> {
        match self.json.get() {
            Some(value) => Ok(value),
            None => {
                let value = self.parse()?;
                Ok(self.json.get_or_init(|| value))
            }
        }
    }

    /// The value of the setting `select`, or the whole body without it.
    ///
    /// # Errors
    /// INVALID_JSON with the body.
    pub(crate) fn selected(&self) -> Result<&Value> {
        self.find(self.select.unwrap_or_default())
    }

    /// Reads the value at a JSON pointer as a `T`.
    pub(crate) fn at<T: DeserializeOwned>(&self, pointer: &str) -> Result<T> {
        let found = self.find(pointer)?;
        // The path is computed only for an error.
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

    /// Computes the path of the mismatch.
    fn not_json<T: DeserializeOwned>(&self, error: &serde_json::Error) -> PluginError {
        let again = &mut serde_json::Deserializer::from_slice(without_bom(&self.body));
        match serde_path_to_error::deserialize::<_, T>(again) {
            Err(again) if again.path().iter().len() > 0 => {
                self.wrong(&format_args!("at /{}: {}", place(again.path()), again.inner()))
            }
            _ => match self.list_within(error) {
                Some(key) => {
                    self.wrong(&format_args!("{error}; the list is at /{key}: `select = \"/{key}\"`"))
                }
                None => self.wrong(error),
            },
        }
    }

    /// The key of the list in an object, if the error is that the object is no list.
    fn list_within(&self, error: &serde_json::Error) -> Option<&str> {
        let is_object = error.to_string().starts_with("invalid type: map, expected a sequence");
        let fields = self.value().ok().filter(|_| is_object)?.as_object()?;
        fields.iter().find(|(_, value)| value.is_array()).map(|(key, _)| key.as_str())
    }

    /// The error for an unexpected response.
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

/// Prints the size of the body and not the content.
impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
