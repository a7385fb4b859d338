//! Defines a request as data, without credentials.

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

/// The timeout of a call that sets none. A trigger has no deadline, and a slow body would otherwise never end.
const MAX_CALL_TIME: Duration = Duration::from_secs(60 * 60);

/// A request as data. Sending adds the credentials.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) operation: &'static Operation,
    /// Base and path.
    pub(super) url: String,
    /// The length of the base in `url`.
    pub(super) base_len: usize,
    pub(super) query: String,
    /// A URL that replaces base, path and query.
    pub(super) url_override: Option<UrlOverride>,
    /// The headers of this call.
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    pub(super) timeout: Option<Duration>,
}

/// A URL that does not consist of base, path and query.
#[derive(Clone)]
pub(super) enum UrlOverride {
    /// The URL of a login, from the author.
    Login(Url),
    /// The URL of a next page, from the API; it may be relative. After a login, which can change the base, it is checked whether the
    /// credentials may be sent there.
    Given(String),
}

#[derive(Clone)]
pub(super) enum Body {
    None,
    Whole(&'static str, Bytes),
    Form(String),
    /// The fields of a JSON object.
    Fields(Map<String, Value>),
    Parts(MultipartBody),
}

impl Request {
    /// The timeout of the call, with logins, waits and retries.
    pub(crate) fn max_time(&self) -> Duration {
        self.timeout.unwrap_or(MAX_CALL_TIME)
    }

    /// Encodes the body once, so that a retry sends it without a copy.
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

/// Changes a request to another page.
impl Request {
    /// Sets a URL from a response of the API.
    pub(crate) fn set_url(&mut self, text: &str) {
        self.url_override = Some(UrlOverride::Given(text.to_owned()));
    }

    /// Replaces the query parameters of that name. A list repeats the name.
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
    /// BAD_REQUEST with the name of the header if it is invalid.
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

    /// Replaces a value in the JSON body.
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
