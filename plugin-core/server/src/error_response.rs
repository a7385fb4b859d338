//! Responses to requests that are rejected before their message is run.

use crate::response::{self, Response};
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde_json::json;
use std::borrow::Cow;

/// What is wrong with a request.
#[derive(Debug)]
pub(crate) struct RequestError {
    status: StatusCode,
    description: Cow<'static, str>,
}

impl RequestError {
    pub(crate) fn new(status: StatusCode, description: impl Into<Cow<'static, str>>) -> Self {
        Self { status, description: description.into() }
    }

    /// The response to the request with this head. It has the keys that the Python runtime writes, and the text also as `error`, as
    /// all other errors do.
    pub(crate) fn respond(&self, head: &Parts) -> Response {
        let (Self { status, description }, method, path) = (self, &head.method, head.uri.path());
        // The token's check logs a wrong token itself, at most once a second.
        if *status != StatusCode::UNAUTHORIZED {
            tracing::warn!("{method} {path}: {}: {description}", status.as_u16());
        }
        let body = json!({
            "code": status.as_u16(),
            "description": description,
            "error": description,
            "method": method.as_str(),
            "name": status.canonical_reason(),
            "response": null,
            "url": path,
        });
        let mut response = response::json(*status, &body);
        let header = match *status {
            StatusCode::UNAUTHORIZED => Some((WWW_AUTHENTICATE, "Bearer")),
            StatusCode::SERVICE_UNAVAILABLE => Some((RETRY_AFTER, "1")),
            _ => None,
        };
        response.headers_mut().extend(header.map(|(name, value)| (name, HeaderValue::from_static(value))));
        response
    }
}
