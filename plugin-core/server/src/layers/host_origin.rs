//! Rejects requests that a page of another origin sends from a browser.
//!
//! A page can reach every server that its browser can reach, also on the loopback address. It sends requests from another
//! origin (a form, a `fetch`), or its own host name resolves to the address of this server (DNS rebinding), so that the browser
//! takes both for one origin. The headers reveal both: a browser sends `Origin` with each POST, and `Host` has the name of the
//! page's server.
//!
//! Orchestrators and health checks send neither `Origin` nor `Sec-Fetch-Site`. On a network the server accepts any `Host` from
//! them, since it does not know its own names there. On the loopback address, or with `--allow-host`, `Host` must be a
//! known name. On a network every IP address is known, since DNS rebinding needs a name.

use crate::paths::is_administrative;
use crate::rejection::RequestError;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN, TRANSFER_ENCODING};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, Version};
use std::net::{IpAddr, Ipv6Addr};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The check of `Host` and `Origin`.
pub(crate) struct HostOrigin {
    names: Names,
}

impl HostOrigin {
    /// The check of a server that listens on `bound`, which is `host` on the command line. Requests may also name the `allowed`
    /// hosts.
    pub(crate) fn new(bound: IpAddr, host: &str, allowed: &[String]) -> Self {
        Self { names: Names::new(bound, host, allowed) }
    }

    /// # Errors
    /// If a page of another origin may have sent the request.
    pub(crate) fn check(&self, head: &Parts) -> Result<(), RequestError> {
        let head = Head::new(&self.names, head);
        let of_browser = if head.is_from_browser { &BROWSER_CHECKS[..] } else { &[] };
        let checked = CHECKS.iter().chain(of_browser).try_for_each(|check| check(&head));
        checked.map_err(|(status, description)| RequestError::new(status, description))
    }
}

/// The names that the `Host` header may have.
struct Names {
    /// Without a dot at the end.
    allowed: Vec<String>,
    /// Only the local machine can reach the server.
    is_loopback: bool,
    /// An unknown name is rejected, whether or not a browser sends it.
    is_strict: bool,
}

impl Names {
    /// The names of a server that listens on `bound`, which is `host` on the command line.
    fn new(bound: IpAddr, host: &str, allowed: &[String]) -> Self {
        let is_loopback = bound.is_loopback();
        let is_strict = is_loopback || !allowed.is_empty();
        let allowed = allowed
            .iter()
            .map(String::as_str)
            .chain([host])
            .map(without_last_dot)
            .map(str::to_owned)
            .collect();
        Self { allowed, is_loopback, is_strict }
    }

    fn contains(&self, host: &str) -> bool {
        let host = without_last_dot(host);
        let is_known_address = |address: IpAddr| !self.is_loopback || address.to_canonical().is_loopback();
        let is_localhost = |host: &str| {
            let domain = host.rsplit('.').next().unwrap_or_default();
            domain.eq_ignore_ascii_case("localhost")
        };
        self.allowed.iter().any(|name| name.eq_ignore_ascii_case(host))
            || is_localhost(host)
            || host.parse().is_ok_and(is_known_address)
    }
}

fn without_last_dot(host: &str) -> &str {
    host.strip_suffix('.').unwrap_or(host)
}

/// The part of a request that the checks read.
struct Head<'a> {
    names: &'a Names,
    version: Version,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    /// The first Host header.
    host_header: Option<&'a HeaderValue>,
    /// The name or address in the Host header. `None` if it is invalid.
    host: Option<&'a str>,
    has_several_hosts: bool,
    /// Browsers send `Origin` or `Sec-Fetch-Site` with each request that is not a plain GET.
    is_from_browser: bool,
}

type Rejection = (StatusCode, &'static str);

type Check = fn(&Head<'_>) -> Result<(), Rejection>;

/// The checks of each request, in the order in which they act.
const CHECKS: [Check; 2] = [require_one_host, require_known_host];

/// The further checks of a request that a browser sends.
const BROWSER_CHECKS: [Check; 3] = [require_same_site, require_same_origin, require_json];

/// With several hosts this server and a proxy could use different ones.
fn require_one_host(head: &Head<'_>) -> Result<(), Rejection> {
    let bad = |description| Err((StatusCode::BAD_REQUEST, description));
    let is_same = |target: &str, host: &HeaderValue| host.as_bytes().eq_ignore_ascii_case(target.as_bytes());
    match head.host_header {
        Some(_) if head.has_several_hosts => bad("The request must have exactly one Host header."),
        Some(_) if head.host.is_none() => {
            bad("The Host header must be a name or an address, and may have a port.")
        }
        Some(host) if head.uri.authority().is_some_and(|target| !is_same(target.as_str(), host)) => {
            bad("The Host header must name the host of the request target.")
        }
        // HTTP 1.0 has no Host header.
        None if head.version != Version::HTTP_10 => bad("The request must have exactly one Host header."),
        _ => Ok(()),
    }
}

/// Prevents DNS rebinding.
fn require_known_host(head: &Head<'_>) -> Result<(), Rejection> {
    let is_strict = head.names.is_strict || head.is_from_browser || is_administrative(head.uri.path());
    match head.host {
        Some(host) if is_strict && !head.names.contains(host) => Err((
            StatusCode::FORBIDDEN,
            "The server does not know the host in the Host header. To allow it, start the server with --allow-host.",
        )),
        _ => Ok(()),
    }
}

/// Rejects a request that the browser itself marks as one from another origin. Browsers mark requests to addresses that they
/// trust, such as the loopback address.
fn require_same_site(head: &Head<'_>) -> Result<(), Rejection> {
    let mut sites = head.headers.get_all(SEC_FETCH_SITE).iter();
    match sites.all(|site| site == "same-origin" || site == "none") {
        true => Ok(()),
        false => {
            Err((StatusCode::FORBIDDEN, "Pages of other origins may not call this server (Sec-Fetch-Site)."))
        }
    }
}

/// Rejects forms and scripts of other origins.
fn require_same_origin(head: &Head<'_>) -> Result<(), Rejection> {
    let host = head.host_header.map(HeaderValue::as_bytes).unwrap_or_default();
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

/// A form cannot send JSON. A script of another origin can only after a preflight request, which this server never grants.
fn require_json(head: &Head<'_>) -> Result<(), Rejection> {
    let has_length = head.headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
    let has_body = has_length || head.headers.contains_key(TRANSFER_ENCODING);
    let is_json = |kind: &[u8]| {
        let kind = kind.split(|byte| *byte == b';').next().unwrap_or_default();
        kind.trim_ascii().eq_ignore_ascii_case(b"application/json")
    };
    let mut kinds = head.headers.get_all(CONTENT_TYPE).iter().peekable();
    let all_json = kinds.peek().is_some() && kinds.all(|kind| is_json(kind.as_bytes()));
    match has_body && !all_json {
        true => Err((
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "From a browser the Content-Type must be application/json.",
        )),
        false => Ok(()),
    }
}

impl<'a> Head<'a> {
    fn new(names: &'a Names, head: &'a Parts) -> Self {
        let Parts { version, ref uri, ref headers, .. } = *head;
        let mut head = Self {
            names,
            version,
            uri,
            headers,
            host_header: None,
            host: None,
            has_several_hosts: false,
            is_from_browser: false,
        };
        // To walk through a few headers is cheaper than to look up three of them.
        for (name, value) in headers {
            if name == HOST {
                head.has_several_hosts = head.host_header.is_some();
                head.host_header.get_or_insert(value);
            } else if name == ORIGIN || name == SEC_FETCH_SITE {
                head.is_from_browser = true;
            }
        }
        head.host = head.host_header.and_then(host);
        head
    }
}

/// The name or address in the Host header, without its port and without brackets; `None` if it is invalid.
fn host(header: &HeaderValue) -> Option<&str> {
    let authority = header.to_str().ok()?;
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').filter(|(address, _)| address.parse::<Ipv6Addr>().is_ok())?,
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let is_number =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    let is_port = port.strip_prefix(':').map_or(port.is_empty(), |port| port.is_empty() || is_number(port));
    let is_name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte));
    (is_port && is_name && !host.is_empty()).then_some(host)
}
