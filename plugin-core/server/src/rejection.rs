//! Responses to requests that are rejected before their step has run.

use crate::response::{self, Response};
use crate::state::admission::Rejected;
use http::header::{ALLOW, CONNECTION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::json;
use std::borrow::Cow;

/// Why a request is rejected.
#[derive(Debug)]
pub(crate) enum Rejection {
    /// The request is wrong.
    Request(RequestError),
    /// The server does not run the message.
    Admission(Rejected),
}

/// What is wrong with a request.
#[derive(Debug)]
pub(crate) struct RequestError {
    status: StatusCode,
    description: Cow<'static, str>,
    header: Option<(HeaderName, &'static str)>,
}

impl From<RequestError> for Rejection {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl From<Rejected> for Rejection {
    fn from(rejected: Rejected) -> Self {
        Self::Admission(rejected)
    }
}

impl Rejection {
    /// The response to the request with this head.
    pub(crate) fn respond(&self, head: &Parts) -> Response {
        match self {
            Self::Request(error) => error.respond(head),
            Self::Admission(rejected) => rejected.respond(),
        }
    }
}

impl RequestError {
    pub(crate) fn new(status: StatusCode, description: impl Into<Cow<'static, str>>) -> Self {
        let header = match status {
            StatusCode::UNAUTHORIZED => Some((WWW_AUTHENTICATE, "Bearer")),
            StatusCode::SERVICE_UNAVAILABLE => Some((RETRY_AFTER, "1")),
            _ => None,
        };
        Self { status, description: description.into(), header }
    }

    /// The error of a path that has only operations with these methods.
    pub(crate) fn wrong_method(description: impl Into<Cow<'static, str>>, allowed: &'static str) -> Self {
        let error = Self::new(StatusCode::METHOD_NOT_ALLOWED, description);
        Self { header: Some((ALLOW, allowed)), ..error }
    }

    /// Writes the keys that the Python runtime writes, and the text also as `error`, as all other errors do.
    fn respond(&self, head: &Parts) -> Response {
        let (Self { status, description, .. }, method, path) = (self, &head.method, head.uri.path());
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
        let header = self.header.clone().map(|(name, value)| (name, HeaderValue::from_static(value)));
        response.headers_mut().extend(header);
        response
    }
}

impl Rejected {
    /// The response to a message that is not run. It is not logged, since an overload would cause many lines.
    fn respond(self) -> Response {
        let error = match self {
            Self::Draining => "The server is shutting down and accepts no more messages.",
            Self::Full => "Too many steps are running. Try again later, or see --max-running.",
            Self::Disconnected => {
                "The caller closed its side of the connection while the message waited to run."
            }
            Self::Aborted => {
                "The server shut down before the step ended. The step may have had an effect. See --graceful_timeout."
            }
        };
        let mut response = response::json(StatusCode::SERVICE_UNAVAILABLE, &json!({"error": error}));
        let headers = response.headers_mut();
        if self != Self::Aborted {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if matches!(self, Self::Draining | Self::Aborted) {
            // The next request must open a new connection, which this server no longer accepts.
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
