//! Creates responses.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use http_body_util::Full;
use serde_json::Value;

/// A response, whose body is in memory.
pub(crate) type Response = http::Response<Full<Bytes>>;

/// A response with a body of this media type.
pub(crate) fn respond(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// A response with a JSON body.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
    respond(status, "application/json", body.to_string())
}

/// A response with a text.
pub(crate) fn text(body: String) -> Response {
    respond(StatusCode::OK, "text/plain; charset=utf-8", body)
}
