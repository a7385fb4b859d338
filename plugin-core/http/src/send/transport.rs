//! Sends a request and waits for the head of its response, up to the timeout. This is the innermost layer.

use super::exchange::Exchange;
use crate::client::TransportError;
use crate::failure::{self, Failure};
use reqwest::{Request, Response};
use std::pin::pin;

/// Sends a request.
pub(super) async fn send(exchange: Exchange<'_>, request: Request) -> Result<Response, Box<Failure>> {
    let timeout = exchange.http.settings().read_timeout;
    let response = pin!(exchange.http.transport().send(exchange.operation(), request));
    match tokio::time::timeout(timeout, response).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(TransportError { error, was_not_sent })) => {
            Err(Failure::without_response(exchange.operation(), error, was_not_sent))
        }
        Err(_) => Err(exchange.failure(failure::read_timeout(timeout))),
    }
}
