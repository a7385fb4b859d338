//! The body of a request, within bounds of size, memory and time.

use crate::memory::Reservation;
use crate::socket::unless_left;
use crate::state::Server;
use axum::body::Body;
use axum::http::header::EXPECT;
use axum::http::request::Parts;
use axum::http::{Extensions, StatusCode};
use futures_util::FutureExt;
use http_body_util::BodyExt;
use hyper::body::Body as _;
use plugin_run::secrets::WipedBuffer;
use tokio::time::timeout;

/// How much of a body that is refused is read and dropped, so that the client comes to read the answer.
const MAX_DRAINED_BYTES: usize = 256 << 20;

/// The first memory for a message.
const MIN_CAPACITY_BYTES: usize = 8 << 10;

/// Why a body was not read to its end.
enum Unread {
    TooLong,
    Failed(axum::Error),
    /// The caller has left while it waited for memory.
    Left,
}

/// The whole body, and the memory that is set apart for it.
///
/// # Errors
/// 413, 408, 503 or 400, and what to say about it.
pub(crate) async fn read<'a>(
    server: &'a Server,
    head: &Parts,
    mut body: Body,
) -> Result<(WipedBuffer, Reservation<'a>), (StatusCode, String)> {
    let (most, seconds) = (server.max_body, server.read_timeout.as_secs_f64());
    let too_long = || {
        (StatusCode::PAYLOAD_TOO_LARGE, format!("The message is longer than {most} bytes. See --max-body."))
    };
    if body.size_hint().lower() > most as u64 && head.headers.contains_key(EXPECT) {
        return Err(too_long());
    }
    let mut message =
        Message { bytes: WipedBuffer::default(), memory: server.memory.message(), waited: false };
    let read = timeout(server.read_timeout, message.read(&mut body, most, &head.extensions)).await;
    let (status, description) = match read {
        Ok(Ok(())) => return Ok((message.bytes, message.memory)),
        Ok(Err(Unread::TooLong)) => too_long(),
        Ok(Err(Unread::Failed(error))) => {
            return Err((StatusCode::BAD_REQUEST, format!("The message cannot be read: {error}.")));
        }
        Ok(Err(Unread::Left)) => {
            let description = "The caller closed its side while its message waited for memory.";
            return Err((StatusCode::SERVICE_UNAVAILABLE, description.to_owned()));
        }
        Err(_) if message.waited => {
            let description = format!(
                "There was no memory for the message within {seconds} seconds. See --max-body-memory."
            );
            (StatusCode::SERVICE_UNAVAILABLE, description)
        }
        Err(_) => {
            let description = format!("The message did not arrive within {seconds} seconds.");
            return Err((StatusCode::REQUEST_TIMEOUT, description));
        }
    };
    drop(message);
    // A client that is too slow even for that is no matter.
    let _ = timeout(server.read_timeout, drain(&mut body)).await;
    Err((status, description))
}

/// A message on its way.
struct Message<'a> {
    bytes: WipedBuffer,
    memory: Reservation<'a>,
    /// There was no memory for what had arrived.
    waited: bool,
}

impl Message<'_> {
    async fn read(&mut self, body: &mut Body, most: usize, request: &Extensions) -> Result<(), Unread> {
        let limit = match usize::try_from(body.size_hint().lower()) {
            Ok(0) | Err(_) => most,
            Ok(expected) => expected.min(most),
        };
        while let Some(frame) = body.frame().await {
            let Ok(chunk) = frame.map_err(Unread::Failed)?.into_data() else { continue };
            let length = self.bytes.len() + chunk.len();
            if length > most {
                return Err(Unread::TooLong);
            }
            let capacity = self.bytes.capacity();
            if length > capacity {
                // Not all that is announced, which may never come.
                self.grow(length.max(MIN_CAPACITY_BYTES).max(2 * capacity).min(limit.max(length)), request)
                    .await?;
            }
            self.bytes.extend(&chunk);
        }
        Ok(())
    }

    async fn grow(&mut self, capacity: usize, request: &Extensions) -> Result<(), Unread> {
        if self.memory.grow(capacity).now_or_never().is_none() {
            self.waited = true;
            unless_left(request, self.memory.grow(capacity)).await.ok_or(Unread::Left)?;
        }
        self.bytes.grow(capacity);
        Ok(())
    }
}

/// Reads on, and drops what comes.
async fn drain(body: &mut Body) {
    let mut length = 0;
    while let Some(Ok(frame)) = body.frame().await
        && length <= MAX_DRAINED_BYTES
    {
        length += frame.data_ref().map_or(0, |chunk| chunk.len());
    }
}
