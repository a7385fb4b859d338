//! Checks the environment variables of connections. reqwest ignores those that are invalid.

use reqwest::Proxy;
use std::env::{var, var_os};

/// The certificate authorities of `REQUESTS_CA_BUNDLE`, as PEM. Python's requests reads this variable.
///
/// # Errors
/// The name of the variable whose file cannot be read: this one or `SSL_CERT_FILE`.
pub fn certificates() -> Result<Option<Vec<u8>>, String> {
    read_file("SSL_CERT_FILE")?;
    read_file("REQUESTS_CA_BUNDLE")
}

fn read_file(variable: &str) -> Result<Option<Vec<u8>>, String> {
    let Some(path) = var_os(variable).filter(|path| !path.is_empty()) else { return Ok(None) };
    let text = std::fs::read(&path).map_err(|error| format!("{variable} cannot be read: {error}"))?;
    Ok(Some(text))
}

/// Checks the variables with the proxy of https or http URLs.
///
/// # Errors
/// The name of the variable that is not a URL. Its value may contain a password.
pub fn check_proxy(tls: bool) -> Result<(), String> {
    let variables = match tls {
        true => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
        false => ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    };
    match variables.into_iter().find(|name| is_invalid_proxy(name)) {
        Some(name) => Err(format!("{name} is not a URL, such as http://proxy:3128")),
        None => Ok(()),
    }
}

fn is_invalid_proxy(variable: &str) -> bool {
    var(variable).is_ok_and(|url| !url.is_empty() && Proxy::all(url).is_err())
}
