//! Logs each request and response at level debug. If the level is off, this costs the check of a flag.
//!
//! No line contains a secret. The secrets of the client and of the run are masked, and so are the values of the query and of all
//! headers that are not in a list. The bodies of a login are not logged, since the API may return a secret that nobody knows yet.

use crate::auth::is_logging_in;
use crate::call::Operation;
use crate::client::Http;
use bytes::Bytes;
use plugin_run::secrets::MASK;
use plugin_schema::error::PluginError;
use reqwest::header::HeaderMap;
use reqwest::{Request, Response, Url};
use std::borrow::Cow;
use tokio::time::Instant;
use tracing::Level;

/// The maximum size of a body in a line.
const MAX_LOGGED_BODY_BYTES: usize = 4 << 10;

/// The size of the text in which secrets are searched. A secret that begins within the logged part is found as a whole.
const MAX_SEARCHED_BODY_BYTES: usize = MAX_LOGGED_BODY_BYTES + (64 << 10);

/// The headers whose values are logged.
const HEADERS: [&str; 19] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "idempotency-key",
    "if-modified-since",
    "if-none-match",
    "last-modified",
    "retry-after",
    "transfer-encoding",
    "user-agent",
    "x-correlation-id",
    "x-request-id",
];

/// The beginnings of the names of headers about rate limits.
const RATE_LIMIT_HEADERS: [&str; 3] = ["ratelimit", "x-ratelimit-", "x-rate-limit-"];

fn is_enabled() -> bool {
    tracing::enabled!(Level::DEBUG)
}

/// The current time, for the duration of a phase. `None` if the level is off.
pub(crate) fn start(http: &Http) -> Option<Instant> {
    is_enabled().then(|| http.transport().instant())
}

fn milliseconds(http: &Http, start: Option<Instant>) -> u128 {
    start.map_or(0, |start| http.transport().instant().saturating_duration_since(start).as_millis())
}

/// Logs a request before it is sent.
pub(crate) fn request(http: &Http, operation: &Operation, attempt: u32, request: &Request) {
    if !is_enabled() {
        return;
    }
    let (url, headers) = (masked_url(request.url()), header_list(request.headers()));
    let mut line = http.redact(&format!("{operation}: request {attempt} to {url}{headers}"));
    if let Some(body) = request.body() {
        let body = body.as_bytes().unwrap_or_default();
        line.push_str(&format!("; body of {} bytes: {}", body.len(), body_text(http, body, is_logging_in())));
    }
    tracing::debug!("{line}");
}

/// Logs the head of a response.
pub(crate) fn response(
    http: &Http,
    operation: &Operation,
    attempt: u32,
    start: Option<Instant>,
    response: &Response,
) {
    if is_enabled() {
        let (time, status) = (milliseconds(http, start), response.status().as_u16());
        let headers = header_list(response.headers());
        let line = format!("{operation}: response {attempt} after {time} ms: {status}{headers}");
        tracing::debug!("{}", http.redact(&line));
    }
}

/// Logs that a request has no response.
pub(crate) fn no_response(
    http: &Http,
    operation: &Operation,
    attempt: u32,
    start: Option<Instant>,
    error: &PluginError,
) {
    if is_enabled() {
        let time = milliseconds(http, start);
        let line = format!("{operation}: no response {attempt} after {time} ms: {error:#}");
        tracing::debug!("{}", http.redact(&line));
    }
}

/// The body of a response, which is logged on drop. By then it is decoded, so that each `Password` in it is a secret of the run.
pub(crate) struct LoggedBody {
    http: Http,
    operation: &'static Operation,
    time: u128,
    body: Bytes,
    is_of_login: bool,
}

/// The body of a response that has been received. `None` if the level is off.
pub(crate) fn body(
    http: &Http,
    operation: &'static Operation,
    start: Option<Instant>,
    body: &Bytes,
) -> Option<LoggedBody> {
    start.filter(|_| !body.is_empty())?;
    let time = milliseconds(http, start);
    Some(LoggedBody {
        http: http.without_session(),
        operation,
        time,
        body: body.clone(),
        is_of_login: is_logging_in(),
    })
}

impl Drop for LoggedBody {
    fn drop(&mut self) {
        let Self { http, operation, time, body, is_of_login } = self;
        let (size, text) = (body.len(), body_text(http, body, *is_of_login));
        tracing::debug!("{operation}: body of {size} bytes after {time} ms: {text}");
    }
}

/// Logs a wait for a rate limit.
pub(crate) fn rate_limit(http: &Http, operation: &Operation, attempt: u32, start: Option<Instant>) {
    if is_enabled() {
        let time = milliseconds(http, start);
        if time > 0 {
            tracing::debug!("{operation}: request {attempt} waited {time} ms for the rate limit");
        }
    }
}

/// The URL with masked values in its query.
fn masked_url(url: &Url) -> Cow<'_, str> {
    let Some(query) = url.query() else { return Cow::Borrowed(url.as_str()) };
    let masked = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) => format!("{name}={MASK}"),
        // A pair without a name may be a token.
        None => MASK.to_owned(),
    });
    let masked = masked.collect::<Vec<_>>().join("&");
    Cow::Owned(format!("{}?{masked}", url.as_str().split('?').next().unwrap_or_default()))
}

/// `; name: value` for each header.
fn header_list(headers: &HeaderMap) -> String {
    let is_listed = |name: &str| {
        HEADERS.contains(&name) || RATE_LIMIT_HEADERS.iter().any(|prefix| name.starts_with(prefix))
    };
    let header = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
        let value = value.to_str().ok().filter(|_| is_listed(name.as_str()) && !value.is_sensitive());
        format!("; {name}: {}", value.unwrap_or(MASK))
    };
    headers.iter().map(header).collect()
}

/// The beginning of a body, or why it is not logged.
fn body_text(http: &Http, body: &[u8], is_of_login: bool) -> String {
    if is_of_login {
        return "(hidden, because it belongs to a login)".to_owned();
    }
    let Some(text) = text(body) else { return "(binary)".to_owned() };
    let masked = http.redact(text);
    let logged = &masked[..masked.floor_char_boundary(MAX_LOGGED_BODY_BYTES)];
    let end = if logged.len() < masked.len() || text.len() < body.len() { " .." } else { "" };
    format!("{logged}{end}")
}

/// The beginning of a body, if it is text: UTF-8 without control characters other than white space.
fn text(body: &[u8]) -> Option<&str> {
    let searched = &body[..body.len().min(MAX_SEARCHED_BODY_BYTES)];
    let text = match std::str::from_utf8(searched) {
        Ok(text) => text,
        // The end of the searched part may divide a character.
        Err(error) if error.error_len().is_none() && searched.len() < body.len() => {
            std::str::from_utf8(&searched[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return None,
    };
    let is_binary = |character: char| character.is_control() && !character.is_whitespace();
    (!text.contains(is_binary)).then_some(text)
}
