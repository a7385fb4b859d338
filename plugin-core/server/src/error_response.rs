//! Answers to requests that never become a run.

use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Something is wrong with the request itself.
#[derive(Debug)]
pub(crate) struct ErrorResponse {
    pub(crate) status: StatusCode,
    pub(crate) description: String,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
}

impl IntoResponse for ErrorResponse {
    /// The keys of the Python runtime's error page, and the text as `error` too, which its other errors have.
    fn into_response(self) -> Response {
        let Self { status, description, method, uri } = self;
        // Whoever asks for the token logs that it is missing, now and then.
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
        let more = match status {
            StatusCode::UNAUTHORIZED => Some((WWW_AUTHENTICATE, "Bearer")),
            StatusCode::SERVICE_UNAVAILABLE => Some((RETRY_AFTER, "1")),
            _ => None,
        };
        response.headers_mut().extend(more.map(|(name, value)| (name, HeaderValue::from_static(value))));
        response
    }
}
