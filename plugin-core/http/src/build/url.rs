//! Validates the base URL and encodes what follows it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use plugin_schema::error::{PluginError, Preset, Result};
use reqwest::Url;
use std::borrow::Cow;

/// The characters to escape: all except the unreserved ones of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Validates the base URL and ends it with one slash.
///
/// # Errors
/// If the URL is invalid. The message contains the reason and not the URL.
pub(crate) fn base(text: &str, allow_http: bool) -> Result<Url> {
    let refuse =
        |cause: &str| Err(PluginError::new(cause, "Check the address of the API in the connection."));
    let text = text.trim();
    if !text.is_empty() && !text.contains("://") {
        return Err(PluginError::new(
            "The address of the API has no scheme.",
            "Write https:// before the address of the API in the connection, as in https://api.example.com/v1.",
        ));
    }
    let Ok(mut url) = Url::parse(text) else {
        return refuse("The address of the API is not a URL such as https://api.example.com/v1.");
    };
    match url.scheme() {
        "https" => {}
        "http" if allow_http || is_loopback(&url) => {}
        "http" => {
            return Err(PluginError::new(
                "The address of the API is http, which would send the credentials in clear.",
                "Write https:// in the connection. An API without https must be allowed: `Http::builder(..).allow_http()`.",
            ));
        }
        _ => return refuse("The address of the API must begin with https://."),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("The address of the API must not contain a user name or a password.");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("The address of the API must not contain a query or a fragment.");
    }
    let path = format!("{}/", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

/// Validates another URL, such as that of a login, by the same rules.
///
/// # Errors
/// If the URL is invalid. The message contains the reason and not the URL.
pub(crate) fn absolute(text: &str) -> Result<Url> {
    let refuse = |cause: &str| Err(PluginError::new(cause, "Check the addresses in the connection."));
    match Url::parse(text.trim()) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            refuse("The address of the login must not contain a user name or a password.")
        }
        Ok(url) if url.scheme() == "https" || is_loopback(&url) => Ok(url),
        Ok(_) => refuse("The address of the login must begin with https://."),
        Err(_) => refuse("The address of the login is not a URL."),
    }
}

/// Resolves the URL of a next page relative to `here`. The credentials may be sent to it only if it has the origin of one of the
/// `known` URLs.
///
/// # Errors
/// REDIRECT_ERROR if it has another origin.
pub(crate) fn next<'a>(here: &Url, known: impl IntoIterator<Item = &'a Url>, text: &str) -> Result<Url> {
    let is_plain = |url: &Url| url.username().is_empty() && url.password().is_none();
    match here.join(text) {
        Ok(mut url) if is_plain(&url) && known.into_iter().any(|known| known.origin() == url.origin()) => {
            url.set_fragment(None);
            Ok(url)
        }
        _ => Err(PluginError::from_preset(Preset::RedirectError)
            .with_cause("The URL of the next page is on another host.")
            .with_assistance("If it belongs to the API, allow it: `Http::builder(..).allow_origin(..)`.")),
    }
}

/// Checks that a name, such as that of a tenant, is one label of a host name: `format!("https://{}.example.com", host_label(name)?)`.
///
/// # Errors
/// If the name has other characters than letters, digits and `-`, since these could change the host.
///
/// ```
/// use plugin_core::api::host_label;
/// assert_eq!(host_label("acme-1").unwrap(), "acme-1");
/// assert!(host_label("evil.com/").is_err());
/// ```
pub fn host_label(text: &str) -> Result<&str> {
    let is_label = (1..=63).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-');
    match is_label {
        true => Ok(text),
        false => Err(PluginError::new(
            "A part of the address of the API is not a name of letters, digits and `-`.",
            "Check the address of the API in the connection.",
        )),
    }
}

/// A value as a part of a path, so that it cannot leave its segment.
pub(crate) fn path_value(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED).into()
}

/// A name or a value of a query or a form: a space is `+`.
pub(crate) fn push_form(out: &mut String, text: &str) {
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push('+');
        }
        out.extend(utf8_percent_encode(word, RESERVED));
    }
}

/// Appends `name=value`, after `&` unless it is the first.
pub(crate) fn push_pair(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    push_form(out, name);
    out.push('=');
    push_form(out, value);
}

/// The name in a `name=value` of a query, decoded.
pub(crate) fn name_of(pair: &str) -> Cow<'_, str> {
    decoded(pair.split_once('=').map_or(pair, |pair| pair.0))
}

/// The value in it, decoded.
pub(crate) fn value_of(pair: &str) -> Cow<'_, str> {
    decoded(pair.split_once('=').map_or("", |pair| pair.1))
}

fn decoded(text: &str) -> Cow<'_, str> {
    match text.contains('+') {
        true => percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned().into(),
        false => percent_decode_str(text).decode_utf8_lossy(),
    }
}

/// A path that no server reads as another: no segment is empty, `.` or `..` once the values are in their places.
///
/// # Errors
/// BAD_REQUEST that names the argument or the route.
pub(crate) fn check_value(name: &str, text: &str) -> Result<()> {
    match text {
        "" => Err(refused(name, "is empty")),
        "." | ".." => Err(refused(name, "is a dot segment, which would change the path")),
        _ => Ok(()),
    }
}

/// Checks a value that may contain several segments, divided by slashes.
///
/// # Errors
/// BAD_REQUEST that names the argument.
pub(crate) fn check_segments(name: &str, text: &str) -> Result<()> {
    let segments = || text.split('/');
    let why = match text {
        "" => "is empty",
        _ if text.starts_with('/') => "begins with a slash: remove it",
        _ if text.ends_with('/') => "ends with a slash: remove it",
        _ if segments().any(str::is_empty) => "has an empty segment between two slashes",
        _ if segments().any(|segment| matches!(segment, "." | "..")) => {
            "has a dot segment, which would change the path"
        }
        _ => return Ok(()),
    };
    Err(refused(name, why))
}

/// The same for whole segments, which several values may make up.
pub(crate) fn check_path(route: &str, path: &str) -> Result<()> {
    match path.split('/').any(|segment| matches!(segment, "." | "..")) {
        true => Err(refused(route, "would have a dot segment, which would change the path")),
        false => Ok(()),
    }
}

fn refused(name: &str, why: &str) -> PluginError {
    PluginError::from_preset(Preset::BadRequest)
        .with_cause(format!("The value of `{name}` in the path of the request {why}."))
        .with_assistance("Check the input of the step.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_keeps_its_path() {
        assert_eq!(base("https://h/api/v1", false).unwrap().as_str(), "https://h/api/v1/");
        assert_eq!(base(" https://h/api/v1/ ", false).unwrap().as_str(), "https://h/api/v1/");
        assert_eq!(base("https://h/api//", false).unwrap().as_str(), "https://h/api/");
        assert_eq!(base("https://h//", false).unwrap().as_str(), "https://h/");
        assert_eq!(base("http://127.0.0.1:8000", false).unwrap().as_str(), "http://127.0.0.1:8000/");
    }

    #[test]
    fn a_base_that_leaks_or_misleads_is_refused() {
        for text in ["h/api", "ftp://h", "http://h", "https://u:p@h", "https://h?key=1", "https://h#top", ""]
        {
            let error = base(text, false).unwrap_err().to_string();
            assert!(!error.contains("u:p"), "{error}");
        }
        assert!(base("http://h", false).unwrap_err().assistance().contains("allow_http()"));
        assert!(base("http://h", true).is_ok());
    }

    #[test]
    fn an_address_without_a_scheme_has_the_correction() {
        for text in ["api.example.com", "localhost:8080/v1"] {
            let error = base(text, false).unwrap_err();
            assert_eq!(error.cause(), "The address of the API has no scheme.");
            assert!(error.assistance().starts_with("Write https:// before"), "{error}");
        }
    }

    #[test]
    fn values_cannot_leave_their_segment() {
        assert_eq!(path_value("a/../b?x=1#y%2e\\ ł"), "a%2F..%2Fb%3Fx%3D1%23y%252e%5C%20%C5%82");
        assert!(check_value("id", "..").is_err());
        assert!(check_path("{a}{b}", "/v1/..").is_err());
        assert!(check_path("v{n}.json", "/v1/v...json").is_ok());
    }

    #[test]
    fn queries_are_written_like_forms() {
        let mut query = String::new();
        push_pair(&mut query, "a b", "c&d");
        push_pair(&mut query, "e", " ");
        assert_eq!(query, "a+b=c%26d&e=+");
    }
}
