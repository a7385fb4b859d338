//! Receives the body of a response within its limits.

use super::buffered::Response;
use super::decoder::BodyDecoder;
use super::reject::rejection;
use crate::call::Operation;
use crate::client::Http;
use crate::failure::{self, Failure, MAX_TEXT_BYTES};
use crate::log;
use bytes::Bytes;
use plugin_schema::error::{PluginError, Result};
use reqwest::header::HeaderMap;
use std::sync::{Arc, OnceLock};

/// Reads the next chunk of a body.
pub(super) async fn chunk(http: &Http, response: &mut reqwest::Response) -> Result<Option<Bytes>> {
    let timeout = http.settings().read_timeout;
    match tokio::time::timeout(timeout, response.chunk()).await {
        Ok(chunk) => chunk.map_err(failure::of_transport),
        Err(_) => Err(failure::read_timeout(timeout)),
    }
}

/// The maximum size of a body.
pub(super) fn max_body(http: &Http, operation: &Operation) -> usize {
    operation.max_body.unwrap_or(http.settings().max_body)
}

/// Receives the body of a success, and applies the setting `reject` to it.
pub(crate) async fn receive(
    http: &Http,
    operation: &'static Operation,
    mut response: reqwest::Response,
) -> Result<Response, Box<Failure>> {
    let (status, start) = (response.status().as_u16(), log::start(http));
    let mut decoder = BodyDecoder::new(response.headers(), max_body(http, operation));
    let mut whole = async || {
        while let Some(chunk) = chunk(http, &mut response).await? {
            decoder.push(chunk)?;
        }
        Ok(())
    };
    let read: Result<()> = whole().await;
    let body = read.and_then(|()| decoder.finish());
    let headers = std::mem::take(response.headers_mut());
    let fail = |headers: &HeaderMap, error: PluginError, body: &[u8]| {
        Failure::of_response(operation, status, headers, body, error.with_status(status))
    };
    let body = body.map_err(|error| fail(&headers, error, &[]))?;
    let answer = Response {
        logged: log::body(http, operation, start, &body).map(Arc::new),
        status,
        headers,
        body,
        json: OnceLock::new(),
        select: operation.select,
        is_missing: operation.missing.contains(&status),
        http: http.without_session(),
        operation,
    };
    if !operation.reject.is_empty()
        && !answer.is_missing
        && let Some(error) = rejection(operation.reject, answer.value(), status, &answer.body)
    {
        return Err(fail(&answer.headers, error, &answer.body));
    }
    Ok(answer)
}

/// Receives the body of a response with an error status. Errors of the body are ignored, since the status determines the error.
pub(crate) async fn receive_failure(
    http: &Http,
    operation: &'static Operation,
    mut response: reqwest::Response,
) -> Box<Failure> {
    let (status, start) = (response.status().as_u16(), log::start(http));
    let mut decoder = BodyDecoder::new(response.headers(), max_body(http, operation));
    while let Ok(Some(chunk)) = chunk(http, &mut response).await {
        if decoder.push(chunk).is_err() || decoder.length() >= MAX_TEXT_BYTES {
            break;
        }
    }
    let body = decoder.partial();
    drop(log::body(http, operation, start, &body));
    let error = failure::of_status(operation, http.settings().errors, status, &body);
    Failure::of_response(operation, status, response.headers(), &body, error)
}
