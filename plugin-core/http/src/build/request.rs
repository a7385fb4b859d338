//! A request as data, before it has credentials.

use super::body::texts;
use super::multipart::MultipartBody;
use super::url;
use crate::call::Operation;
use crate::failure::bad_header;
use bytes::Bytes;
use plugin_schema::error::Result;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::time::Duration;

pub(crate) const JSON: &str = "application/json";

/// How long a call may take that has no timeout: a trigger has no deadline, and a body that comes byte by byte no other end.
const MAX_CALL_TIME: Duration = Duration::from_secs(60 * 60);

/// A request as data. The credentials are added when it is sent.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) operation: &'static Operation,
    /// Base and path.
    pub(super) url: String,
    /// How much of `url` is the base.
    pub(super) base_len: usize,
    pub(super) query: String,
    /// In place of base, path and query.
    pub(super) url_override: Option<UrlOverride>,
    /// Those of this call only.
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    pub(super) timeout: Option<Duration>,
}

/// An address that is not made of base, path and query.
#[derive(Clone)]
pub(super) enum UrlOverride {
    /// That of a login, which the author has given.
    Login(Url),
    /// That of a next page, which the API has given; perhaps only a part of one. Whether the credentials may be sent there is
    /// known once a login has given the base.
    Given(String),
}

#[derive(Clone)]
pub(super) enum Body {
    None,
    Whole(&'static str, Bytes),
    Form(String),
    /// Fields that make up one JSON object.
    Fields(Map<String, Value>),
    Parts(MultipartBody),
}

impl Request {
    /// How long the call may take, with all that belongs to it.
    pub(crate) fn max_time(&self) -> Duration {
        self.timeout.unwrap_or(MAX_CALL_TIME)
    }

    /// The body, put together once, so that it can be sent again without a copy.
    pub(crate) fn body(&self) -> Option<Bytes> {
        match &self.body {
            Body::None => None,
            Body::Whole(_, body) => Some(body.clone()),
            Body::Form(form) => Some(form.clone().into()),
            Body::Fields(fields) => serde_json::to_vec(fields).ok().map(Bytes::from),
            Body::Parts(parts) => Some(parts.finish().into()),
        }
    }
}

/// What a page needs to be another than the first.
impl Request {
    /// Sends the request to an address that the API has given.
    pub(crate) fn set_url(&mut self, text: &str) {
        self.url_override = Some(UrlOverride::Given(text.to_owned()));
    }

    /// Replaces the query parameters of that name; a list repeats it.
    pub(crate) fn set_query(&mut self, name: &str, value: &Value) {
        let is_other = |pair: &&str| !pair.is_empty() && url::name_of(pair) != name;
        let mut query: String = self.query.split('&').filter(is_other).collect::<Vec<_>>().join("&");
        for text in texts(value) {
            url::push_pair(&mut query, name, &text);
        }
        self.query = query;
    }

    /// The value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<Cow<'_, str>> {
        let pair = self.query.split('&').find(|pair| url::name_of(pair) == name)?;
        Some(url::value_of(pair))
    }

    /// Replaces a header.
    ///
    /// # Errors
    /// BAD_REQUEST that names the header, if it cannot be sent.
    pub(crate) fn set_header(&mut self, name: &str, value: &Value) -> Result<()> {
        let value = texts(value).first().map(|text| HeaderValue::try_from(text.as_str()));
        match (HeaderName::try_from(name), value) {
            (Ok(name), Some(Ok(value))) => {
                self.headers.insert(name, value);
                Ok(())
            }
            _ => Err(bad_header(name)),
        }
    }

    /// Replaces a value within the JSON body.
    pub(crate) fn set_json(&mut self, pointer: &str, value: &Value) {
        let mut body: Value =
            self.body().and_then(|body| serde_json::from_slice(&body).ok()).unwrap_or(Value::Null);
        let mut at = &mut body;
        for key in pointer.split('/').skip(1) {
            let key = key.replace("~1", "/").replace("~0", "~");
            let length = at.as_array().map_or(0, Vec::len);
            at = match key.parse::<usize>() {
                Ok(index) if index < length => &mut at[index],
                _ => {
                    if !at.is_object() {
                        *at = Value::Object(Map::new());
                    }
                    &mut at[key]
                }
            };
        }
        *at = value.clone();
        self.body = Body::Whole(JSON, body.to_string().into_bytes().into());
    }
}
