//! Builds a request from the arguments of an `#[api_call]` method.

use super::body::{ToBody, drop_null, insert, pairs};
use super::multipart::MultipartBody;
use super::request::{Body, JSON, Request, UrlOverride};
use super::url;
use crate::call::{CallOptions, Operation};
use crate::client::Http;
use crate::failure::{bad_header, encode_error};
use plugin_schema::ToParam;
use plugin_schema::error::{PluginError, Result};
use plugin_schema::param::{ToParams, ToParts};
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::{Map, Value};

/// Builds a request. An invalid argument makes the call fail when the request is sent.
#[must_use = "a request is sent by the function that `#[api_call]` writes"]
pub struct RequestBuilder {
    http: Http,
    request: Request,
    /// The error of the first invalid argument.
    error: Option<PluginError>,
}

impl Http {
    /// Starts a request.
    #[doc(hidden)]
    pub fn request(&self, operation: &'static Operation) -> RequestBuilder {
        RequestBuilder::new(self, operation)
    }
}

/// Prints the operation.
impl std::fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RequestBuilder({})", self.request.operation)
    }
}

impl RequestBuilder {
    fn new(http: &Http, operation: &'static Operation) -> Self {
        let base = http.base(operation.base);
        let error = base.is_none().then(|| {
            let name = operation.base.unwrap_or_default();
            PluginError::server(format_args!(
                "The client has no base URL {name:?}, which `{operation}` names."
            ))
        });
        let mut url = String::with_capacity(128);
        url.push_str(base.map_or("", Url::as_str));
        let mut headers = HeaderMap::new();
        for (name, value) in operation.headers {
            // The macro has checked these headers.
            if let Some(value) = value {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
        }
        let request = Request {
            operation,
            base_len: url.len(),
            url,
            query: http.settings().query.clone(),
            url_override: None,
            headers,
            body: Body::None,
            timeout: operation.timeout.or(http.settings().timeout),
        };
        Self { http: http.clone(), request, error }
    }

    /// The client.
    pub(crate) fn http(&self) -> &Http {
        &self.http
    }

    /// The operation.
    pub(crate) fn operation(&self) -> &'static Operation {
        self.request.operation
    }

    /// Returns the request.
    ///
    /// # Errors
    /// The error of the first invalid argument.
    pub(crate) fn build(&self) -> Result<&Request, &PluginError> {
        self.error.as_ref().map_or(Ok(&self.request), Err)
    }

    /// Sets the URL of a login. The query parameters of the client are not added to it.
    pub(crate) fn login_url(mut self, url: Url) -> Self {
        self.request.query.clear();
        self.request.url_override = Some(UrlOverride::Login(url));
        self
    }

    /// Sets a header that has been validated.
    pub(crate) fn header_value(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.request.headers.insert(name, value);
        self
    }

    /// Appends a literal part of the path.
    pub fn text(mut self, text: &str) -> Self {
        self.request.url.push_str(text);
        self
    }

    /// Appends a literal part of the query.
    pub fn query_text(mut self, text: &str) -> Self {
        if !self.request.query.is_empty() {
            self.request.query.push('&');
        }
        self.request.query.push_str(text);
        self
    }

    /// Appends the value of a placeholder. It cannot leave its segment.
    pub fn path<T: ToParam + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        let text = value.to_param();
        self.note(url::check_value(name, &text));
        self.request.url.push_str(&url::path_value(&text));
        self
    }

    /// Appends the value of a placeholder with several segments, separated by slashes.
    pub fn path_segments<T: ToParam + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        let text = value.to_param();
        self.note(url::check_segments(name, &text));
        for (index, segment) in text.split('/').enumerate() {
            if index > 0 {
                self.request.url.push('/');
            }
            self.request.url.push_str(&url::path_value(segment));
        }
        self
    }

    /// Adds a query parameter. A list repeats its name.
    pub fn query<T: ToParams + ?Sized>(mut self, name: &str, value: &T) -> Self {
        value.params(&mut |text| url::push_pair(&mut self.request.query, name, text));
        self
    }

    /// Adds a query parameter. A list becomes one comma-separated text.
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
            url::push_pair(&mut self.request.query, name, &whole);
        }
        self
    }

    /// Adds a query parameter. The name of a list gets the suffix `[]`.
    pub fn query_brackets<T: ToParams + ?Sized>(self, name: &str, value: &T) -> Self {
        self.query(&format!("{name}[]"), value)
    }

    /// Adds each field of a struct or a map as a query parameter.
    pub fn query_fields<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        let pairs = pairs(value, "a query");
        for (name, text) in self.take(pairs) {
            url::push_pair(&mut self.request.query, &name, &text);
        }
        self
    }

    /// Sets a header. It replaces that of the client.
    pub fn header<T: ToParams + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let mut texts = Vec::new();
        value.params(&mut |text| texts.push(HeaderValue::try_from(text)));
        match HeaderName::try_from(name) {
            Ok(header) => {
                let mut is_first = true;
                for value in texts {
                    match value {
                        Ok(value) if std::mem::take(&mut is_first) => {
                            drop(self.request.headers.insert(&header, value))
                        }
                        Ok(value) => drop(self.request.headers.append(&header, value)),
                        Err(_) => self.note(Err(bad_header(name))),
                    }
                }
            }
            Err(_) => self.note(Err(bad_header(name))),
        }
        self
    }

    /// Sets each field of a struct or a map as a header.
    pub fn header_fields<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        let pairs = pairs(value, "headers");
        for (name, text) in self.take(pairs) {
            self = self.header(&name, &text);
        }
        self
    }

    /// Sets the body as JSON.
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => self.request.body = Body::Whole(JSON, body.into()),
            Err(error) => self.note(Err(encode_error(&error))),
        }
        self
    }

    /// Sets the body as JSON without null fields.
    pub fn json_without_null<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match serde_json::to_value(value) {
            Ok(mut value) => {
                drop_null(&mut value);
                self.json(&value)
            }
            Err(error) => {
                self.note(Err(encode_error(&error)));
                self
            }
        }
    }

    /// Sets a field of the JSON body, or of a nested object if the name is a JSON pointer. With `skip_null`, null is omitted.
    pub fn json_field<T: Serialize + ?Sized>(mut self, name: &str, value: &T, skip_null: bool) -> Self {
        // Some APIs require an object even if it is empty.
        let mut fields = match self.request.body {
            Body::Fields(fields) => fields,
            _ => Map::new(),
        };
        let written = match serde_json::to_value(value) {
            Ok(Value::Null) if skip_null => Ok(()),
            Ok(value) => {
                insert(&mut fields, name, value);
                Ok(())
            }
            Err(error) => Err(encode_error(&error)),
        };
        self.request.body = Body::Fields(fields);
        self.note(written);
        self
    }

    /// Sets the body as a form with the fields of a struct or a map.
    pub fn form<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        let is_none = matches!(serde_json::to_value(value), Ok(Value::Null));
        let pairs = pairs(value, "a form");
        let mut form = String::new();
        for (name, text) in self.take(pairs) {
            url::push_pair(&mut form, &name, &text);
        }
        if !is_none {
            self.request.body = Body::Form(form);
        }
        self
    }

    /// Adds a field of a form.
    pub fn form_field<T: ToParams + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let mut form = match self.request.body {
            Body::Form(form) => form,
            _ => String::new(),
        };
        value.params(&mut |text| url::push_pair(&mut form, name, text));
        self.request.body = Body::Form(form);
        self
    }

    /// Adds parts of a multipart body.
    pub fn part<T: ToParts + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let mut parts = match self.request.body {
            Body::Parts(parts) => parts,
            _ => MultipartBody::new(),
        };
        let written = value.parts(&mut |part| parts.push(name, part));
        self.request.body = Body::Parts(parts);
        self.note(written);
        self
    }

    /// Sets the body as bytes.
    pub fn body<T: ToBody + ?Sized>(mut self, content_type: &'static str, value: &T) -> Self {
        match value.to_body() {
            Ok(Some(body)) => self.request.body = Body::Whole(content_type, body.into_owned().into()),
            Ok(None) => {}
            Err(error) => self.note(Err(error)),
        }
        self
    }

    /// Sets the body as XML.
    #[cfg(feature = "xml")]
    pub fn xml<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match quick_xml::se::to_string(value) {
            Ok(body) => self.request.body = Body::Whole("application/xml", body.into_bytes().into()),
            Err(error) => self.note(Err(encode_error(&error))),
        }
        self
    }

    /// Sets a URL from a response of the API. It replaces the path.
    pub fn url<T: ToParam + ?Sized>(mut self, value: &T) -> Self {
        self.request.set_url(&value.to_param());
        self
    }

    /// Applies the options of this call.
    pub fn options(mut self, options: &CallOptions) -> Self {
        self.request.timeout = options.timeout.or(self.request.timeout);
        for (name, value) in &options.headers {
            self = self.header(name, value.as_str());
        }
        for (name, value) in &options.query {
            url::push_pair(&mut self.request.query, name, value);
        }
        self
    }

    /// Keeps the first error.
    fn note(&mut self, result: Result<()>) {
        self.error = self.error.take().or(result.err());
    }

    fn take<T: Default>(&mut self, result: Result<T>) -> T {
        result.unwrap_or_else(|error| {
            self.note(Err(error));
            T::default()
        })
    }
}
