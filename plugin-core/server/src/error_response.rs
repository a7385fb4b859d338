//! Responses to requests that are rejected before their message is run.

use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Request, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// What is wrong with a request.
#[derive(Debug)]
pub(crate) struct ErrorResponse {
    status: StatusCode,
    description: String,
    method: Method,
    uri: Uri,
}

impl ErrorResponse {
    /// The error of a request.
    pub(crate) fn new<B>(status: StatusCode, description: impl Into<String>, request: &Request<B>) -> Self {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        Self { status, description: description.into(), method, uri }
    }

    /// The error of the request with this head.
    pub(crate) fn of(status: StatusCode, description: String, head: Parts) -> Self {
        Self { status, description, method: head.method, uri: head.uri }
    }
}

impl IntoResponse for ErrorResponse {
    /// Writes the keys that the Python runtime writes, and the text also as `error`, as all other errors do.
    fn into_response(self) -> Response {
        let Self { status, description, method, uri } = self;
        // The token's check logs a wrong token itself, at most once a second.
        if status != StatusCode::UNAUTHORIZED {
            tracing::warn!("{method} {}: {}: {description}", uri.path(), status.as_u16());
        }
        let body = json!({
            "code": status.as_u16(),
            "description": description,
            "error": description,
            "method": method.as_str(),
            "name": status.canonical_reason(),
            "response": null,
            "url": uri.path(),
        });
        let mut response = (status, axum::Json(body)).into_response();
        let header = match status {
            StatusCode::UNAUTHORIZED => Some((WWW_AUTHENTICATE, "Bearer")),
            StatusCode::SERVICE_UNAVAILABLE => Some((RETRY_AFTER, "1")),
            _ => None,
        };
        response.headers_mut().extend(header.map(|(name, value)| (name, HeaderValue::from_static(value))));
        response
    }
}
