//! Defines a recorded request.

use crate::Operation;
use jiff::Timestamp;
use reqwest::{Request, Url};
use serde_json::Value;
use std::fmt;

/// A request that a client sent to a [`Stub`](super::Stub).
#[derive(Clone)]
pub struct RecordedRequest {
    operation: &'static str,
    route: &'static str,
    method: String,
    url: Url,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    at: Timestamp,
}

impl RecordedRequest {
    pub(super) fn new(operation: &Operation, request: Request, at: Timestamp) -> Self {
        let headers = request.headers().iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        Self {
            operation: operation.name(),
            route: operation.route(),
            method: request.method().to_string(),
            headers: headers.collect(),
            body: request.body().and_then(|body| body.as_bytes()).unwrap_or_default().to_vec(),
            url: request.url().clone(),
            at,
        }
    }

    /// The name of the call. `login` for the token request of OAuth2.
    pub fn operation(&self) -> &str {
        self.operation
    }

    /// `GET`
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The encoded URL.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The decoded segments of the path.
    pub fn path(&self) -> Vec<String> {
        let segments = self.url.path_segments().into_iter().flatten();
        segments
            .map(|segment| percent_encoding::percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect()
    }

    /// The decoded query parameters in their order.
    pub fn query(&self) -> Vec<(String, String)> {
        self.url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    }

    /// The first header with that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|header| header.0.eq_ignore_ascii_case(name)).map(|header| header.1.as_str())
    }

    /// All headers.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The body as bytes.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON. Null if it is not valid JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The time at which it was sent, by the clock of the stub.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    pub(super) fn is_of(&self, operation: &Operation) -> bool {
        (self.operation, self.route) == (operation.name(), operation.route())
            && self.method == operation.method().as_str()
    }

    /// Whether a placeholder or a query parameter has this value.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.arguments().iter().any(|pair| pair.0 == name && pair.1 == value)
    }

    /// The values of the placeholders and of the query parameters.
    pub(super) fn arguments(&self) -> Vec<(String, String)> {
        let mut arguments = self.placeholders();
        arguments.extend(self.query());
        arguments
    }

    /// The values of the placeholders of the route.
    fn placeholders(&self) -> Vec<(String, String)> {
        let route: Vec<&str> = self.route.split('?').next().unwrap_or_default().split('/').collect();
        let path = self.path();
        let tail = path.len().saturating_sub(route.len());
        route.iter().zip(&path[tail..]).flat_map(|(template, segment)| within(template, segment)).collect()
    }
}

/// The values of the placeholders of one segment: of `v{n}.json` and `v2.json` `n` is `2`.
fn within(template: &str, segment: &str) -> Vec<(String, String)> {
    let mut values = Vec::new();
    let (mut template, mut segment) = (template, segment);
    while let Some((before, rest)) = template.split_once('{') {
        let (Some((name, after)), Some(value)) = (rest.split_once('}'), segment.strip_prefix(before)) else {
            break;
        };
        let literal = after.split('{').next().unwrap_or_default();
        let end = if literal.is_empty() { Some(value.len()) } else { value.find(literal) };
        let Some(end) = end else { break };
        values.push((name.to_owned(), value[..end].to_owned()));
        (template, segment) = (after, &value[end..]);
    }
    values
}

/// Prints no header values, which may be secret.
impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordedRequest({} {}, {} bytes)", self.method, self.url.path(), self.body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn values_are_found_within_a_segment() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(within("v{n}.json", "v2.json"), [pair("n", "2")]);
        assert_eq!(within("{a}-{b}", "1-2"), [pair("a", "1"), pair("b", "2")]);
        assert_eq!(within("users", "users"), []);
        assert_eq!(within("v{n}", "x"), []);
    }
}
