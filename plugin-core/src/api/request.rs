//! One request: built argument by argument, sent, and its answer read within bounds.

use super::failure;
use super::reply::Reply;
use super::texts::ToTexts;

use super::Http;
use super::url;
use crate::error::{PluginError, Preset, Result};
use crate::text::ToText;
use crate::trace;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Method, Response, Url};
use serde::Serialize;
use serde_json::Value;
use std::time::Instant;

/// How many redirects are followed.
const REDIRECTS: usize = 5;

/// A request in the making. What goes wrong on the way is kept, and told by [`Request::send`].
pub struct Request<'a> {
    http: &'a Http,
    method: Method,
    /// The template, which unlike the URL may be shown.
    route: &'static str,
    /// Base and path.
    url: String,
    query: String,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    /// The body if it is a form.
    fields: String,
    failure: Option<PluginError>,
}

impl<'a> Request<'a> {
    pub(super) fn new(http: &'a Http, method: Method, route: &'static str) -> Self {
        let mut url = String::with_capacity(128);
        url.push_str(http.base().as_str());
        Self {
            http,
            method,
            route,
            url,
            query: String::new(),
            headers: http.settings().headers.clone(),
            body: None,
            fields: String::new(),
            failure: None,
        }
    }

    /// A part of the template that is sent as it is.
    pub fn text(mut self, text: &str) -> Self {
        self.url.push_str(text);
        self
    }

    /// The value of a placeholder, which stays within its segment.
    pub fn path<T: ToText + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        let text = value.to_text();
        self.note(url::check_value(name, &text));
        self.url.push_str(&url::path_value(&text));
        self
    }

    /// A query parameter.
    pub fn query<T: ToTexts + ?Sized>(mut self, name: &str, value: &T) -> Self {
        value.texts(&mut |text| url::push_pair(&mut self.query, name, text));
        self
    }

    /// A header.
    pub fn header<T: ToTexts + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        let mut failure = None;
        // In the place of what the client sends with each request.
        let mut first = true;
        value.texts(&mut |text| match (HeaderName::try_from(name), HeaderValue::try_from(text)) {
            (Ok(name), Ok(value)) => {
                if std::mem::take(&mut first) {
                    self.headers.remove(&name);
                }
                self.headers.append(name, value);
            }
            _ => failure = Some(bad_header(name)),
        });
        self.note(failure.map_or(Ok(()), Err));
        self
    }

    /// The body as JSON.
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => self.set_body("application/json", body),
            Err(error) => self.note(Err(unwritten(&error))),
        }
        self
    }

    /// The body as a form: each field of a struct without nested ones.
    pub fn form<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match serde_json::to_value(value) {
            Ok(Value::Object(fields)) => {
                for (name, value) in &fields {
                    self.push_fields(name, value);
                }
            }
            Ok(Value::Null) => return self,
            Ok(_) => self.note(Err(unwritten(&"a form is a struct or a map"))),
            Err(error) => self.note(Err(unwritten(&error))),
        }
        self.end_form()
    }

    /// One field of a form.
    pub fn form_field<T: ToTexts + ?Sized>(mut self, name: &str, value: &T) -> Self {
        value.texts(&mut |text| url::push_pair(&mut self.fields, name, text));
        self.end_form()
    }

    fn push_fields(&mut self, name: &str, value: &Value) {
        let text = match value {
            Value::Null => return,
            Value::String(text) => text.clone(),
            Value::Bool(_) | Value::Number(_) => value.to_string(),
            Value::Array(items) => return items.iter().for_each(|item| self.push_fields(name, item)),
            Value::Object(_) => return self.note(Err(unwritten(&"a form has no place for a nested object"))),
        };
        url::push_pair(&mut self.fields, name, &text);
    }

    fn end_form(mut self) -> Self {
        let body = self.fields.clone().into_bytes();
        self.set_body("application/x-www-form-urlencoded", body);
        self
    }

    fn set_body(&mut self, content_type: &'static str, body: Vec<u8>) {
        self.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(content_type));
        self.body = Some(body);
    }

    /// Keeps the first failure.
    fn note(&mut self, result: Result<()>) {
        self.failure = self.failure.take().or(result.err());
    }

    /// Sends the request and reads the answer.
    ///
    /// # Errors
    /// The preset of the status; TIMEOUT, CONNECTION_ERROR or REDIRECT_ERROR if there is no answer; BAD_REQUEST if an
    /// argument cannot be sent.
    pub async fn send(self) -> Result<Reply> {
        let start = Instant::now();
        let (method, route) = (self.method.clone(), self.route);
        let work = async {
            let result = self.exchange().await;
            let status = match &result {
                Ok(reply) => Some(reply.status),
                Err(error) => error.status(),
            };
            trace::status(status);
            (result, status)
        };
        let (result, status) = trace::call(method.as_str(), route, work).await;
        let status = status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        tracing::info!("{method} {route}: {status} in {} ms", start.elapsed().as_millis());
        result
    }

    async fn exchange(mut self) -> Result<Reply> {
        let url = self.url()?;
        let response = self.follow(url).await?;
        let (status, settings) = (response.status().as_u16(), self.http.settings());
        if !response.status().is_success() {
            // The status decides, whatever becomes of the body.
            return Err(failure::of_status(settings.errors, status, &beginning(response).await));
        }
        let body = read(response, settings.max_body).await.map_err(|error| error.status_code(status))?;
        Ok(Reply { status, body })
    }

    fn url(&mut self) -> Result<Url> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        url::check_path(self.route, &self.url)?;
        if !self.query.is_empty() {
            self.url.push('?');
            self.url.push_str(&self.query);
        }
        Url::parse(&self.url).map_err(|_| {
            PluginError::preset(Preset::BadRequest)
                .cause(format!("The address of `{}` is not a URL.", self.route))
        })
    }

    /// Sends, and goes where a redirect on the same origin points to.
    async fn follow(&mut self, mut url: Url) -> Result<Response> {
        let mut left = REDIRECTS;
        loop {
            let response = self.transmit(url.clone()).await?;
            let location = response.headers().get(LOCATION).filter(|_| response.status().is_redirection());
            let Some(location) = location else {
                return Ok(response);
            };
            let next = location.to_str().ok().and_then(|location| url.join(location).ok());
            let safe = left > 0 && matches!(self.method, Method::GET | Method::HEAD);
            match next.filter(|next| safe && next.origin() == url.origin()) {
                Some(next) => url = next,
                None => return Err(failure::of_redirect(response.status().as_u16())),
            }
            left -= 1;
        }
    }

    async fn transmit(&mut self, url: Url) -> Result<Response> {
        let client = self.http.client()?;
        let mut request = reqwest::Request::new(self.method.clone(), url);
        *request.headers_mut() = self.headers.clone();
        *request.body_mut() = self.body.take().map(Into::into);
        client.execute(request).await.map_err(failure::of_transport)
    }
}

/// As much of the body as an error tells.
async fn beginning(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() >= failure::LONGEST {
            break;
        }
    }
    body
}

/// The body, up to `most` bytes after decompression.
async fn read(mut response: Response, most: usize) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure::of_transport)? {
        if body.len() + chunk.len() > most {
            return Err(failure::too_long(most));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// A header that cannot be sent; its value is not told.
pub(super) fn bad_header(name: &str) -> PluginError {
    PluginError::preset(Preset::BadRequest)
        .cause(format!("The header `{name}` contains a character that cannot be sent, such as a line feed."))
}

fn unwritten(why: &dyn std::fmt::Display) -> PluginError {
    PluginError::server(format_args!("The body of the request cannot be written: {why}."))
}
