//! Where a request goes: its path behind the base, or an address that the API has given.

use super::request::{Request, UrlOverride};
use super::url;
use crate::client::Http;
use crate::failure;
use plugin_schema::error::Result;
use reqwest::Url;
use std::borrow::Cow;

/// The address of a request, with another base if a login has given one.
///
/// # Errors
/// BAD_REQUEST if it is none, REDIRECT_ERROR if it is one to which the credentials may not be sent.
pub(crate) fn url(http: &Http, request: &Request, base: Option<&Url>) -> Result<Url> {
    match &request.url_override {
        None => template_url(request, base),
        Some(UrlOverride::Login(url)) => Ok(with_query(http, request, url.clone())),
        Some(UrlOverride::Given(text)) => {
            let here = template_url(request, base)?;
            let next = url::next(&here, [&here].into_iter().chain(http.known_urls()), text)?;
            // The address of a next page is complete.
            let is_page = request.operation.paging.is_some();
            Ok(if is_page { next } else { with_query(http, request, next) })
        }
    }
}

/// Base, path and query.
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

/// The address with the query of the call. What the client adds to each request is not repeated.
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
