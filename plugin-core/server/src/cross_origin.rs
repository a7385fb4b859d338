//! Refuses what a page in a browser sends on behalf of somebody else.
//!
//! A page can reach every server that its browser can reach, the loopback address included. It comes as another origin (a
//! form, a `fetch`), or it gives its own name the address of this server (DNS rebinding), so that the browser takes both
//! for one origin. Neither can hide: a browser sends `Origin` with each POST and the name of the page's server as `Host`.
//!
//! Orchestrators and health checks send neither `Origin` nor `Sec-Fetch-Site`, and nothing changes for them on a server
//! that listens on a network: it may be called by any name, since it does not know how the network calls it. On the
//! loopback address, or once a name is allowed, `Host` must be a name that the server knows. An address that is no
//! loopback one is known on a network, where no page can give itself an address.

use crate::error_response::ErrorResponse;
use crate::paths::is_guarded;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN, TRANSFER_ENCODING};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, Version};
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The names under which a server may be called.
pub(crate) struct Names {
    /// In lower case, without a dot at the end.
    allowed: Vec<String>,
    /// Others cannot reach the server.
    is_loopback: bool,
    /// What is not known is refused, whoever calls.
    is_strict: bool,
}

impl Names {
    /// A server that listens on `bound`, which the command line calls `host`.
    pub(crate) fn new(bound: IpAddr, host: &str, allowed: &[String]) -> Self {
        let is_loopback = bound.is_loopback();
        let is_strict = is_loopback || !allowed.is_empty();
        let allowed = allowed.iter().map(String::as_str).chain([host]).map(normal).collect();
        Self { allowed, is_loopback, is_strict }
    }

    fn has(&self, host: &str) -> bool {
        let host = normal(host);
        let is_known_address = |address: IpAddr| !self.is_loopback || address.to_canonical().is_loopback();
        host == "localhost"
            || host.ends_with(".localhost")
            || host.parse().is_ok_and(is_known_address)
            || self.allowed.contains(&host)
    }
}

fn normal(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

/// What the checks look at.
struct Head<'a> {
    names: &'a Names,
    version: Version,
    uri: &'a Uri,
    headers: &'a HeaderMap,
}

type Refusal = (StatusCode, &'static str);

type Check = fn(&Head<'_>) -> Result<(), Refusal>;

/// In this order.
const CHECKS: [Check; 5] = [one_host, known_host, same_site, same_origin, json];

/// Lets only those requests pass that hold against all checks.
pub(crate) async fn guard(
    State(names): State<Arc<Names>>,
    request: Request,
    next: Next,
) -> Result<Response, ErrorResponse> {
    let (uri, headers) = (request.uri(), request.headers());
    let head = Head { names: &names, version: request.version(), uri, headers };
    match CHECKS.iter().try_for_each(|check| check(&head)) {
        Ok(()) => Ok(next.run(request).await),
        Err((status, description)) => Err(ErrorResponse {
            status,
            description: description.to_owned(),
            method: request.method().clone(),
            uri: uri.clone(),
        }),
    }
}

/// Whoever sends several hosts may have this server and a proxy see different ones.
fn one_host(head: &Head<'_>) -> Result<(), Refusal> {
    let bad = |description| Err((StatusCode::BAD_REQUEST, description));
    let is_same = |target: &str, host: &HeaderValue| host.as_bytes().eq_ignore_ascii_case(target.as_bytes());
    let mut hosts = head.headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(_), None) if head.host().is_none() => {
            bad("The Host header must be a name or an address, and may have a port.")
        }
        (Some(host), None) if head.uri.authority().is_some_and(|target| !is_same(target.as_str(), host)) => {
            bad("The Host header must name the host of the request target.")
        }
        (Some(_), None) => Ok(()),
        // It came with version 1.1.
        (None, _) if head.version == Version::HTTP_10 => Ok(()),
        _ => bad("The request must have exactly one Host header."),
    }
}

/// Against DNS rebinding.
fn known_host(head: &Head<'_>) -> Result<(), Refusal> {
    let is_strict = head.names.is_strict || head.is_of_a_browser() || is_guarded(head.uri.path());
    match head.host() {
        Some(host) if is_strict && !head.names.has(host) => Err((
            StatusCode::FORBIDDEN,
            "The host in the Host header is not known to this server. To allow it, start the server with --allow-host.",
        )),
        _ => Ok(()),
    }
}

/// What a browser says itself of a page of another origin. It says so where it trusts the server's address, as it does the
/// loopback one.
fn same_site(head: &Head<'_>) -> Result<(), Refusal> {
    let mut sites = head.headers.get_all(SEC_FETCH_SITE).iter();
    match sites.all(|site| site == "same-origin" || site == "none") {
        true => Ok(()),
        false => {
            Err((StatusCode::FORBIDDEN, "Pages of other origins may not call this server (Sec-Fetch-Site)."))
        }
    }
}

/// Against forms and scripts of other origins.
fn same_origin(head: &Head<'_>) -> Result<(), Refusal> {
    let host = head.headers.get(HOST).map(|host| host.as_bytes()).unwrap_or_default();
    let is_same = |origin: &[u8]| {
        let authority = origin.strip_prefix(b"http://").or_else(|| origin.strip_prefix(b"https://"));
        authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    };
    match head.headers.get_all(ORIGIN).iter().all(|origin| is_same(origin.as_bytes())) {
        true => Ok(()),
        false => Err((
            StatusCode::FORBIDDEN,
            "Pages of other origins may not call this server: the Origin header must name the host of the Host header.",
        )),
    }
}

/// A form cannot send JSON, and a script of another origin can only after it has asked for permission, which it never gets.
fn json(head: &Head<'_>) -> Result<(), Refusal> {
    let has_length = head.headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
    let has_body = has_length || head.headers.contains_key(TRANSFER_ENCODING);
    let is_json = |kind: &[u8]| {
        let kind = kind.split(|byte| *byte == b';').next().unwrap_or_default();
        kind.trim_ascii().eq_ignore_ascii_case(b"application/json")
    };
    let mut kinds = head.headers.get_all(CONTENT_TYPE).iter().peekable();
    let all_json = kinds.peek().is_some() && kinds.all(|kind| is_json(kind.as_bytes()));
    match head.is_of_a_browser() && has_body && !all_json {
        true => Err((
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "From a browser the Content-Type must be application/json.",
        )),
        false => Ok(()),
    }
}

impl Head<'_> {
    /// Browsers send at least one of these with all that is not a mere GET.
    fn is_of_a_browser(&self) -> bool {
        self.headers.contains_key(ORIGIN) || self.headers.contains_key(SEC_FETCH_SITE)
    }

    /// The name or address in the Host header, without its port and without brackets; `None` if it is not readable.
    fn host(&self) -> Option<&str> {
        let authority = self.headers.get(HOST)?.to_str().ok()?;
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => rest.split_once(']').filter(|(address, _)| address.parse::<Ipv6Addr>().is_ok())?,
            None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
        };
        let is_number =
            |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
        let is_port =
            port.strip_prefix(':').map_or(port.is_empty(), |port| port.is_empty() || is_number(port));
        let is_name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte));
        (is_port && is_name && !host.is_empty()).then_some(host)
    }
}
