//! Reads the message of a request within limits of size, time and memory.

use crate::error_response::ErrorResponse;
use crate::socket::unless_disconnected;
use crate::state::Server;
use crate::state::memory::Reservation;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::EXPECT;
use axum::http::request::Parts;
use axum::http::{Extensions, StatusCode};
use futures_util::FutureExt;
use http_body_util::BodyExt;
use hyper::body::Body as _;
use plugin_run::secrets::WipedBuffer;
use std::sync::Arc;
use tokio::time::timeout;

/// How many bytes of a rejected body are read and dropped, so that the client comes to read the response.
const MAX_DRAINED_BYTES: usize = 256 << 20;

/// The first capacity of the buffer.
const MIN_CAPACITY_BYTES: usize = 8 << 10;

/// A request whose message has been read.
pub(crate) struct MessageRequest {
    pub(crate) head: Parts,
    pub(crate) bytes: WipedBuffer,
    /// The memory of the message.
    pub(crate) reservation: Reservation,
}

impl FromRequest<Arc<Server>> for MessageRequest {
    type Rejection = ErrorResponse;

    async fn from_request(request: Request, server: &Arc<Server>) -> Result<Self, ErrorResponse> {
        let (head, body) = request.into_parts();
        match read(server, &head, body).await {
            Ok((bytes, reservation)) => Ok(Self { head, bytes, reservation }),
            Err((status, description)) => Err(ErrorResponse::of(status, description, head)),
        }
    }
}

/// Why a body was not read to its end.
enum ReadError {
    TooLarge,
    Io(axum::Error),
    /// The caller disconnected while its message waited for memory.
    Disconnected,
}

/// Reads the whole body.
///
/// # Errors
/// 413, 408, 503 or 400, and the description of the error.
async fn read(
    server: &Server,
    head: &Parts,
    mut body: Body,
) -> Result<(WipedBuffer, Reservation), (StatusCode, String)> {
    let (max_bytes, seconds) = (server.max_body, server.read_timeout.as_secs_f64());
    let too_large = || {
        (
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("The message is longer than {max_bytes} bytes. See --max-body."),
        )
    };
    if body.size_hint().lower() > max_bytes as u64 && head.headers.contains_key(EXPECT) {
        return Err(too_large());
    }
    let mut reader = Reader::new(server, &head.extensions);
    let (status, description) = match timeout(server.read_timeout, reader.read(&mut body)).await {
        Ok(Ok(())) => return Ok((reader.bytes, reader.reservation)),
        Ok(Err(ReadError::TooLarge)) => too_large(),
        Ok(Err(ReadError::Io(error))) => {
            return Err((StatusCode::BAD_REQUEST, format!("The message cannot be read: {error}.")));
        }
        Ok(Err(ReadError::Disconnected)) => {
            let description =
                "The caller closed its side of the connection while its message waited for memory.";
            return Err((StatusCode::SERVICE_UNAVAILABLE, description.to_owned()));
        }
        Err(_) if reader.waited => {
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
    drop(reader);
    // The response is the same for a client that is too slow for this, too.
    let _ = timeout(server.read_timeout, discard(&mut body)).await;
    Err((status, description))
}

/// Collects the chunks of a body.
struct Reader<'a> {
    server: &'a Server,
    request: &'a Extensions,
    bytes: WipedBuffer,
    reservation: Reservation,
    /// There was no memory for a chunk that had arrived.
    waited: bool,
}

impl<'a> Reader<'a> {
    fn new(server: &'a Server, request: &'a Extensions) -> Self {
        let (bytes, reservation) = (WipedBuffer::default(), Reservation::default());
        Self { server, request, bytes, reservation, waited: false }
    }

    async fn read(&mut self, body: &mut Body) -> Result<(), ReadError> {
        let max_bytes = self.server.max_body;
        let max_capacity = match usize::try_from(body.size_hint().lower()) {
            Ok(0) | Err(_) => max_bytes,
            Ok(announced) => announced.min(max_bytes),
        };
        while let Some(frame) = body.frame().await {
            let Ok(chunk) = frame.map_err(ReadError::Io)?.into_data() else { continue };
            let length = self.bytes.len() + chunk.len();
            if length > max_bytes {
                return Err(ReadError::TooLarge);
            }
            let capacity = self.bytes.capacity();
            if length > capacity {
                // The capacity doubles: the announced length may never arrive.
                let doubled = length.max(MIN_CAPACITY_BYTES).max(2 * capacity);
                self.grow(doubled.min(max_capacity.max(length))).await?;
            }
            self.bytes.extend(&chunk);
        }
        Ok(())
    }

    async fn grow(&mut self, capacity: usize) -> Result<(), ReadError> {
        let memory = &self.server.memory;
        if self.reservation.grow(memory, capacity).now_or_never().is_none() {
            self.waited = true;
            let grown = unless_disconnected(self.request, self.reservation.grow(memory, capacity)).await;
            grown.ok_or(ReadError::Disconnected)?;
        }
        self.bytes.grow(capacity);
        Ok(())
    }
}

/// Reads the rest of a body and drops it.
async fn discard(body: &mut Body) {
    let mut length = 0;
    while let Some(Ok(frame)) = body.frame().await
        && length <= MAX_DRAINED_BYTES
    {
        length += frame.data_ref().map_or(0, |chunk| chunk.len());
    }
}
