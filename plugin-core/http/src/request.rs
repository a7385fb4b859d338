//! One request in the making: built argument by argument. [`send`](crate::exchange) is next.

use crate::address::Elsewhere;
use crate::answer::Answer;
use crate::body::{ToBody, drop_null, insert, pairs, texts};
use crate::client::Http;
use crate::failure::{bad_header, unwritten};
use crate::multipart::Parts;
use crate::operation::Operation;
use crate::options::CallOptions;
use crate::paging::Paging;
use crate::url;
use bytes::Bytes;
use plugin_schema::ToParam;
use plugin_schema::error::{PluginError, Result};
use plugin_schema::param::{ToParams, ToParts};
use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::{Map, Value};
use std::time::Duration;

pub(crate) const JSON: &str = "application/json";

/// A request in the making. What goes wrong on the way is kept, and told when it is sent.
#[derive(Clone)]
pub struct Request {
    pub(crate) http: Http,
    pub(crate) operation: &'static Operation,
    /// Base and path.
    pub(crate) url: String,
    /// How much of `url` is the base.
    pub(crate) base: usize,
    pub(crate) query: String,
    /// In place of base, path and query.
    pub(crate) elsewhere: Option<Elsewhere>,
    /// The answer that names the address, if this run has seen it.
    pub(crate) named_by: Option<Box<Answer>>,
    /// Those of this call only.
    headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) timeout: Option<Duration>,
    failure: Option<PluginError>,
}

#[derive(Clone)]
pub(crate) enum Body {
    None,
    Whole(&'static str, Bytes),
    Form(String),
    /// Fields that make up one JSON object.
    Fields(Map<String, Value>),
    Parts(Parts),
}

impl Request {
    pub(crate) fn new(http: &Http, operation: &'static Operation) -> Self {
        let base = http.base(operation.base);
        let failure = base.is_none().then(|| {
            let name = operation.base.unwrap_or_default();
            PluginError::server(format_args!(
                "The client has no base URL {name:?}, which `{operation}` asks for."
            ))
        });
        let mut url = String::with_capacity(128);
        url.push_str(base.map_or("", Url::as_str));
        let mut request = Self {
            http: http.clone(),
            operation,
            base: url.len(),
            url,
            query: http.settings().query.clone(),
            elsewhere: None,
            named_by: None,
            headers: HeaderMap::new(),
            body: Body::None,
            timeout: operation.timeout.or(http.settings().timeout),
            failure,
        };
        for (name, value) in operation.headers {
            // The macro has checked them.
            if let Some(value) = value {
                request.put(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
        }
        request
    }

    /// A part of the path that is sent as it is.
    pub fn text(mut self, text: &str) -> Self {
        self.url.push_str(text);
        self
    }

    /// A part of the query that is sent as it is.
    pub fn query_text(mut self, text: &str) -> Self {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.push_str(text);
        self
    }

    /// The value of a placeholder, which stays within its segment.
    pub fn path<T: ToParam + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        let text = value.to_param();
        self.note(url::check_value(name, &text));
        self.url.push_str(&url::path_value(&text));
        self
    }

    /// The value of a placeholder whose slashes divide segments.
    pub fn path_segments<T: ToParam + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        let text = value.to_param();
        self.note(url::check_segments(name, &text));
        for (index, segment) in text.split('/').enumerate() {
            if index > 0 {
                self.url.push('/');
            }
            self.url.push_str(&url::path_value(segment));
        }
        self
    }

    /// A query parameter; a list repeats its name.
    pub fn query<T: ToParams + ?Sized>(mut self, name: &str, value: &T) -> Self {
        value.params(&mut |text| url::push_pair(&mut self.query, name, text));
        self
    }

    /// A query parameter; a list is one text with commas.
    pub fn query_comma<T: ToParams + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let mut whole: Option<String> = None;
        value.params(&mut |text| match &mut whole {
            None => whole = Some(text.to_owned()),
            Some(whole) => {
                whole.push(',');
                whole.push_str(text);
            }
        });
        if let Some(whole) = whole {
            url::push_pair(&mut self.query, name, &whole);
        }
        self
    }

    /// A query parameter; a list has `[]` behind its name.
    pub fn query_brackets<T: ToParams + ?Sized>(self, name: &str, value: &T) -> Self {
        self.query(&format!("{name}[]"), value)
    }

    /// Each field of a struct or a map as a query parameter.
    pub fn query_fields<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        let pairs = pairs(value, "a query");
        for (name, text) in self.take(pairs) {
            url::push_pair(&mut self.query, &name, &text);
        }
        self
    }

    /// A header, in place of the client's own.
    pub fn header<T: ToParams + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let mut texts = Vec::new();
        value.params(&mut |text| texts.push(HeaderValue::try_from(text)));
        match HeaderName::try_from(name) {
            Ok(header) => {
                let mut is_first = true;
                for value in texts {
                    match value {
                        Ok(value) if std::mem::take(&mut is_first) => {
                            drop(self.headers.insert(&header, value))
                        }
                        Ok(value) => drop(self.headers.append(&header, value)),
                        Err(_) => self.note(Err(bad_header(name))),
                    }
                }
            }
            Err(_) => self.note(Err(bad_header(name))),
        }
        self
    }

    /// Each field of a struct or a map as a header.
    pub fn header_fields<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        let pairs = pairs(value, "headers");
        for (name, text) in self.take(pairs) {
            self = self.header(&name, &text);
        }
        self
    }

    /// The body as JSON.
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => self.body = Body::Whole(JSON, body.into()),
            Err(error) => self.note(Err(unwritten(&error))),
        }
        self
    }

    /// The body as JSON, without what is null.
    pub fn json_without_null<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match serde_json::to_value(value) {
            Ok(mut value) => {
                drop_null(&mut value);
                self.json(&value)
            }
            Err(error) => {
                self.note(Err(unwritten(&error)));
                self
            }
        }
    }

    /// One field of the JSON object that is the body, or one within it if the name is a JSON pointer; null is left out if
    /// `skip_null`.
    pub fn json_field<T: Serialize + ?Sized>(mut self, name: &str, value: &T, skip_null: bool) -> Self {
        // An object is sent even if nothing is in it: some APIs insist on one.
        let mut fields = match self.body {
            Body::Fields(fields) => fields,
            _ => Map::new(),
        };
        let written = match serde_json::to_value(value) {
            Ok(Value::Null) if skip_null => Ok(()),
            Ok(value) => {
                insert(&mut fields, name, value);
                Ok(())
            }
            Err(error) => Err(unwritten(&error)),
        };
        self.body = Body::Fields(fields);
        self.note(written);
        self
    }

    /// The body as a form: each field of a struct or a map.
    pub fn form<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        let is_none = matches!(serde_json::to_value(value), Ok(Value::Null));
        let pairs = pairs(value, "a form");
        let mut form = String::new();
        for (name, text) in self.take(pairs) {
            url::push_pair(&mut form, &name, &text);
        }
        if !is_none {
            self.body = Body::Form(form);
        }
        self
    }

    /// One field of a form.
    pub fn form_field<T: ToParams + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let mut form = match self.body {
            Body::Form(form) => form,
            _ => String::new(),
        };
        value.params(&mut |text| url::push_pair(&mut form, name, text));
        self.body = Body::Form(form);
        self
    }

    /// Parts of a body that has several.
    pub fn part<T: ToParts + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let mut parts = match self.body {
            Body::Parts(parts) => parts,
            _ => Parts::new(),
        };
        let written = value.parts(&mut |part| parts.push(name, part));
        self.body = Body::Parts(parts);
        self.note(written);
        self
    }

    /// The body as it is.
    pub fn body<T: ToBody + ?Sized>(mut self, content_type: &'static str, value: &T) -> Self {
        match value.to_body() {
            Ok(Some(body)) => self.body = Body::Whole(content_type, body.into_owned().into()),
            Ok(None) => {}
            Err(error) => self.note(Err(error)),
        }
        self
    }

    /// The body as XML.
    #[cfg(feature = "xml")]
    pub fn xml<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match quick_xml::se::to_string(value) {
            Ok(body) => self.body = Body::Whole("application/xml", body.into_bytes().into()),
            Err(error) => self.note(Err(unwritten(&error))),
        }
        self
    }

    /// An address that the API has given, in place of the path.
    pub fn url<T: ToParam + ?Sized>(mut self, value: &T) -> Self {
        self.set_url(&value.to_param());
        self
    }

    /// What is known of this one call only.
    pub fn options(mut self, options: &CallOptions) -> Self {
        self.timeout = options.timeout.or(self.timeout);
        for (name, value) in &options.headers {
            self = self.header(name, value.as_str());
        }
        for (name, value) in &options.query {
            url::push_pair(&mut self.query, name, value);
        }
        self
    }

    /// Keeps the first failure.
    pub(crate) fn note(&mut self, result: Result<()>) {
        self.failure = self.failure.take().or(result.err());
    }

    fn take<T: Default>(&mut self, result: Result<T>) -> T {
        result.unwrap_or_else(|error| {
            self.note(Err(error));
            T::default()
        })
    }

    fn put(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    pub(crate) fn insert_header(&mut self, name: HeaderName, value: HeaderValue) {
        self.put(name, value);
    }

    /// The first failure on the way.
    pub(crate) fn failed(&mut self) -> Option<PluginError> {
        self.failure.take()
    }
}

/// What a page needs to be another than the first.
impl Request {
    pub(crate) fn paging(&self) -> Option<&'static Paging> {
        self.operation.paging.as_ref()
    }

    pub(crate) fn set_header(&mut self, name: &str, value: &Value) {
        let value = texts(value).first().map(|text| HeaderValue::try_from(text.as_str()));
        match (HeaderName::try_from(name), value) {
            (Ok(name), Some(Ok(value))) => self.put(name, value),
            _ => self.note(Err(bad_header(name))),
        }
    }
}

/// What is sent.
impl Request {
    /// Adds the headers of this call to those of the client, and takes away those that the call does without.
    pub(crate) fn add_headers(&self, headers: &mut HeaderMap) {
        for name in self.headers.keys() {
            headers.remove(name);
        }
        headers.extend(self.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        let is_without = |(name, value): &&(&'static str, Option<&str>)| {
            // The boundary of parts is told nowhere else.
            value.is_none() && !(matches!(self.body, Body::Parts(_)) && *name == CONTENT_TYPE.as_str())
        };
        self.add_type(headers);
        for (name, _) in self.operation.headers.iter().filter(is_without) {
            headers.remove(*name);
        }
    }

    /// The type of the body. For JSON the author may know better; what every request has is of no body in particular.
    fn add_type(&self, headers: &mut HeaderMap) {
        let (content_type, is_json) = match &self.body {
            Body::None => return,
            Body::Parts(parts) => {
                let text = format!("multipart/form-data; boundary={}", parts.boundary);
                drop(HeaderValue::try_from(text).map(|value| headers.insert(CONTENT_TYPE, value)));
                return;
            }
            Body::Fields(_) => (JSON, true),
            Body::Form(_) => ("application/x-www-form-urlencoded", false),
            Body::Whole(content_type, _) => (*content_type, *content_type == JSON),
        };
        let is_known = if is_json {
            headers.contains_key(CONTENT_TYPE)
        } else {
            self.headers.contains_key(CONTENT_TYPE)
        };
        if !is_known {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
    }

    /// The body, put together once, so that it can be sent again without a copy.
    pub(crate) fn whole_body(&self) -> Option<Bytes> {
        match &self.body {
            Body::None => None,
            Body::Whole(_, body) => Some(body.clone()),
            Body::Form(form) => Some(form.clone().into()),
            Body::Fields(fields) => serde_json::to_vec(fields).ok().map(Bytes::from),
            Body::Parts(parts) => Some(parts.finish().into()),
        }
    }
}
