//! Builds the headers of a request.

use super::request::{Body, JSON, Request};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

/// Adds the headers of a call to those of the client, and removes those that the call unsets.
pub(crate) fn add_headers(request: &Request, headers: &mut HeaderMap) {
    for name in request.headers.keys() {
        headers.remove(name);
    }
    headers.extend(request.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
    let is_unset = |(name, value): &&(&'static str, Option<&str>)| {
        // The header contains the boundary of the parts.
        value.is_none() && !(matches!(request.body, Body::Parts(_)) && *name == CONTENT_TYPE.as_str())
    };
    add_type(request, headers);
    for (name, _) in request.operation.headers.iter().filter(is_unset) {
        headers.remove(*name);
    }
}

/// The media type of the body. For JSON the author may know better; the headers of the client are not about one body.
fn add_type(request: &Request, headers: &mut HeaderMap) {
    let (content_type, is_json) = match &request.body {
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
    let is_known = match is_json {
        true => headers.contains_key(CONTENT_TYPE),
        false => request.headers.contains_key(CONTENT_TYPE),
    };
    if !is_known {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
}
