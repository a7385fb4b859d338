//! Follows redirects within the same origin, and separates successes from failures.

use super::credentials::{self, UsedSession};
use super::exchange::Exchange;
use super::transport;
use crate::call::Operation;
use crate::failure::{self, Failure};
use crate::response::receive_failure;
use bytes::Bytes;
use reqwest::header::LOCATION;
use reqwest::{Response, Url};

/// The maximum number of redirects.
const MAX_REDIRECTS: usize = 5;

/// Sends a request and follows redirects of a safe method. A response with an error status is a failure.
pub(super) async fn send(
    exchange: Exchange<'_>,
    mut body: Option<Bytes>,
    used: &mut Option<UsedSession>,
) -> Result<Response, Box<Failure>> {
    let operation = exchange.operation();
    let is_safe = operation.method.is_safe();
    let mut location = None;
    for left in (0..=MAX_REDIRECTS).rev() {
        // A redirect of a safe request sends the body again.
        let sent = if is_safe { body.clone() } else { body.take() };
        let request = credentials::prepare(exchange, location.take(), sent, used).await?;
        let response = transport::send(exchange, request).await?;
        let status = response.status().as_u16();
        if is_success(operation, status) || operation.missing.contains(&status) {
            return Ok(response);
        }
        let is_redirect = matches!(status, 301 | 302 | 303 | 307 | 308);
        if !is_redirect || !response.headers().contains_key(LOCATION) {
            return Err(receive_failure(exchange.http, operation, response).await);
        }
        match next_url(&response).filter(|_| is_safe && left > 0) {
            Some(next) => location = Some(next),
            None => {
                let error = failure::of_redirect(status);
                return Err(Failure::of_response(operation, status, response.headers(), &[], error));
            }
        }
    }
    Err(exchange.failure(failure::of_redirect(310)))
}

fn is_success(operation: &Operation, status: u16) -> bool {
    match operation.ok {
        [] => (200..300).contains(&status),
        ok => ok.contains(&status),
    }
}

/// The URL of a redirect, if it has the same origin.
fn next_url(response: &Response) -> Option<Url> {
    let here = response.url();
    let next = here.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()?;
    // A user name in the URL would become a second `Authorization` header.
    let is_plain = next.username().is_empty() && next.password().is_none();
    (is_plain && next.origin() == here.origin()).then_some(next)
}
