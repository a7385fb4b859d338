//! Builds the URL of a request: base and path, or a URL from the API.

use super::request::{Request, UrlOverride};
use super::url;
use crate::client::Http;
use crate::failure;
use plugin_schema::error::Result;
use reqwest::Url;
use std::borrow::Cow;

/// Builds the URL of a request, with the base of a login if there is one.
///
/// # Errors
/// BAD_REQUEST if the URL is invalid, REDIRECT_ERROR if the credentials must not be sent to it.
pub(crate) fn url(http: &Http, request: &Request, base: Option<&Url>) -> Result<Url> {
    match &request.url_override {
        None => template_url(request, base),
        Some(UrlOverride::Login(url)) => Ok(with_query(http, request, url.clone())),
        Some(UrlOverride::Given(text)) => {
            let here = template_url(request, base)?;
            let next = url::next(&here, [&here].into_iter().chain(http.known_urls()), text)?;
            // The URL of a next page has its query already.
            let is_page = request.operation.paging.is_some();
            Ok(if is_page { next } else { with_query(http, request, next) })
        }
    }
}

/// Joins base, path and query.
fn template_url(request: &Request, base: Option<&Url>) -> Result<Url> {
    let operation = request.operation;
    url::check_path(operation.route, &request.url)?;
    let mut text = match base {
        None => Cow::Borrowed(request.url.as_str()),
        Some(base) => Cow::Owned(format!("{base}{}", &request.url[request.base_len..])),
    };
    if !request.query.is_empty() {
        let text = text.to_mut();
        text.reserve(1 + request.query.len());
        text.push('?');
        text.push_str(&request.query);
    }
    Url::parse(&text).map_err(|_| {
        failure::invalid_request(format!("The address of the request is not a URL. (`{operation}`)"))
    })
}

/// Adds the query of the call to the URL. Query parameters of the client are not repeated.
fn with_query(http: &Http, request: &Request, mut url: Url) -> Url {
    let common: Vec<&str> = http.settings().query.split('&').collect();
    let known = url.query().unwrap_or_default().to_owned();
    let has = |name: &str| known.split('&').any(|pair| url::name_of(pair) == name);
    let is_repeated = |pair: &str| common.contains(&pair) && has(&url::name_of(pair));
    let own = request.query.split('&').filter(|pair| !pair.is_empty() && !is_repeated(pair));
    let query = [known.as_str()].into_iter().filter(|known| !known.is_empty()).chain(own);
    let query = query.collect::<Vec<_>>().join("&");
    url.set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
    url
}
