//! The body of a request, within bounds of size and time.

use super::Server;
use crate::wiped::Wiped;
use axum::body::Body;
use axum::http::header::EXPECT;
use axum::http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Body as _;

/// How much of a body that is too long is read and dropped, so that the client comes to read the answer.
const DRAINED: usize = 256 << 20;

/// The whole body.
///
/// # Errors
/// 413, 408 or 400, and what to say about it.
pub(super) async fn read(
    server: &Server,
    headers: &HeaderMap,
    body: Body,
) -> Result<Wiped, (StatusCode, String)> {
    let (most, timeout) = (server.max_body, server.read_timeout);
    let too_long = || {
        (StatusCode::PAYLOAD_TOO_LARGE, format!("The message is longer than {most} bytes. See --max-body."))
    };
    if body.size_hint().lower() > most as u64 && headers.contains_key(EXPECT) {
        return Err(too_long());
    }
    match tokio::time::timeout(timeout, collect(body, most)).await {
        Ok(Ok(Some(bytes))) => Ok(bytes),
        Ok(Ok(None)) => Err(too_long()),
        Ok(Err(error)) => Err((StatusCode::BAD_REQUEST, format!("The message cannot be read: {error}."))),
        Err(_) => {
            let told = format!("The message did not arrive within {} seconds.", timeout.as_secs_f64());
            Err((StatusCode::REQUEST_TIMEOUT, told))
        }
    }
}

/// The bytes, or `None` if there are more than `most`.
async fn collect(mut body: Body, most: usize) -> Result<Option<Wiped>, axum::Error> {
    let expected = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut bytes = Wiped::with_capacity(expected.min(most));
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(chunk) = frame?.into_data() else { continue };
        length += chunk.len();
        match length {
            _ if length <= most => bytes.extend(&chunk),
            _ if length <= DRAINED => bytes = Wiped::default(),
            _ => break,
        }
    }
    Ok((length <= most).then_some(bytes))
}
