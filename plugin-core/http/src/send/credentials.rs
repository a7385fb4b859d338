//! Converts a request to an HTTP request and adds the credentials of the client.

use super::exchange::Exchange;
use crate::auth::{AuthKind, Credentials, Session, SigningRequest};
use crate::build;
use crate::failure::Failure;
use bytes::Bytes;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Request, Url};
use std::sync::Arc;

/// The session of a request, and its credentials.
pub(super) type UsedSession = (Arc<Session>, Arc<Credentials>);

/// Builds the HTTP request with credentials, for its own URL or the `location` of a redirect. Sets `used` to the session.
pub(super) async fn prepare(
    exchange: Exchange<'_>,
    location: Option<Url>,
    body: Option<Bytes>,
    used: &mut Option<UsedSession>,
) -> Result<Request, Box<Failure>> {
    let Exchange { http, request, .. } = exchange;
    let mut headers = http.settings().headers.clone();
    headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("gzip"));
    build::add_headers(request, &mut headers);
    add_headers(exchange, &mut headers, used).await?;
    let url = match location {
        Some(url) => url,
        None => {
            let base = used.as_ref().and_then(|(_, credentials)| credentials.base.as_ref());
            build::request_url(http, request, base).map_err(|error| exchange.failure(error))?
        }
    };
    let mut sent = Request::new(exchange.operation().method.to_http(), url);
    *sent.headers_mut() = headers;
    add_query(exchange, sent.url_mut());
    sign(exchange, &mut sent, &body).await?;
    *sent.body_mut() = body.map(Into::into);
    Ok(sent)
}

/// Adds credentials that are headers: fixed ones and those of a login.
async fn add_headers(
    exchange: Exchange<'_>,
    headers: &mut HeaderMap,
    used: &mut Option<UsedSession>,
) -> Result<(), Box<Failure>> {
    for auth in exchange.auth() {
        match &auth.0 {
            AuthKind::Header(name, value) => drop(headers.insert(name, value.clone())),
            AuthKind::Session(session) => {
                let credentials = session.get(exchange.http.core()).await;
                let credentials =
                    credentials.map_err(|error| Failure::of_login(exchange.operation(), error))?;
                credentials.put(headers);
                *used = Some((Arc::clone(session), credentials));
            }
            AuthKind::Query(..) | AuthKind::Signed(_) | AuthKind::Custom(_) => {}
        }
    }
    Ok(())
}

/// Adds credentials that are query parameters. The URL of a redirect may contain them already.
fn add_query(exchange: Exchange<'_>, url: &mut Url) {
    for auth in exchange.auth() {
        if let AuthKind::Query(name, value) = &auth.0
            && !url.query_pairs().any(|pair| pair.0 == *name && pair.1 == value.expose_secret())
        {
            url.query_pairs_mut().append_pair(name, value.expose_secret());
        }
    }
}

/// Adds headers that are computed from the request.
async fn sign(exchange: Exchange<'_>, sent: &mut Request, body: &Option<Bytes>) -> Result<(), Box<Failure>> {
    for auth in exchange.auth() {
        let request = || {
            let body = body.clone().unwrap_or_default();
            SigningRequest::new(sent.method().clone(), sent.url().clone(), body, exchange.http.now())
        };
        let headers = match &auth.0 {
            AuthKind::Signed(sign) => sign(&request()).map_err(|error| exchange.failure(error))?,
            AuthKind::Custom(authenticate) => authenticate(Arc::clone(exchange.http.core()), request())
                .await
                .map_err(|error| Failure::of_login(exchange.operation(), error))?,
            AuthKind::Header(..) | AuthKind::Query(..) | AuthKind::Session(_) => continue,
        };
        sent.headers_mut().extend(headers.0);
    }
    Ok(())
}
