//! Sends a request and waits for the head of its response, up to the timeout. This is the innermost layer.

use super::exchange::Exchange;
use crate::client::TransportError;
use crate::failure::{self, Failure};
use crate::log;
use reqwest::{Request, Response};
use std::pin::pin;

/// Sends a request.
pub(super) async fn send(exchange: Exchange<'_>, request: Request) -> Result<Response, Box<Failure>> {
    let Exchange { http, attempt, .. } = exchange;
    let (operation, timeout) = (exchange.operation(), http.settings().read_timeout);
    log::request(http, operation, attempt, &request);
    let start = log::start(http);
    let response = pin!(http.transport().send(operation, request));
    let failure = match tokio::time::timeout(timeout, response).await {
        Ok(Ok(response)) => {
            log::response(http, operation, attempt, start, &response);
            return Ok(response);
        }
        Ok(Err(TransportError { error, was_not_sent })) => {
            Failure::without_response(operation, error, was_not_sent)
        }
        Err(_) => exchange.failure(failure::read_timeout(timeout)),
    };
    log::no_response(http, operation, attempt, start, &failure.error);
    Err(failure)
}
