//! The body of a request, within bounds of size and time.

use axum::body::Body;
use axum::http::header::EXPECT;
use axum::http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Body as _;
use std::time::Duration;

/// How long a client may take to send a body.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How much of a body that is too long is read and dropped, so that the client comes to read the answer.
const DRAINED: usize = 256 << 20;

/// The whole body.
///
/// # Errors
/// 413, 408 or 400, and what to say about it.
pub(super) async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Vec<u8>, (StatusCode, String)> {
    let too_long = || (StatusCode::PAYLOAD_TOO_LARGE, format!("The message is longer than {most} bytes. See --max-body."));
    if body.size_hint().lower() > most as u64 && headers.contains_key(EXPECT) {
        return Err(too_long());
    }
    match tokio::time::timeout(TIMEOUT, collect(body, most)).await {
        Ok(Ok(Some(bytes))) => Ok(bytes),
        Ok(Ok(None)) => Err(too_long()),
        Ok(Err(error)) => Err((StatusCode::BAD_REQUEST, format!("The message cannot be read: {error}."))),
        Err(_) => {
            Err((StatusCode::REQUEST_TIMEOUT, format!("The message did not arrive within {} seconds.", TIMEOUT.as_secs())))
        }
    }
}

/// The bytes, or `None` if there are more than `most`.
async fn collect(mut body: Body, most: usize) -> Result<Option<Vec<u8>>, axum::Error> {
    let expected = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut bytes = Vec::with_capacity(expected.min(most));
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(chunk) = frame?.into_data() else { continue };
        length += chunk.len();
        match length {
            _ if length <= most => bytes.extend_from_slice(&chunk),
            _ if length <= DRAINED => bytes = Vec::new(),
            _ => break,
        }
    }
    Ok((length <= most).then_some(bytes))
}
