//! Reads the message of a request within limits of size, time and memory.

use crate::rejection::RequestError;
use crate::socket::Peer;
use crate::state::Server;
use crate::state::memory::Reservation;
use futures_util::FutureExt;
use http::header::EXPECT;
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use plugin_run::secrets::WipedBuffer;
use plugin_run::unless_elapsed;
use tokio::time::{sleep, timeout};

/// How many bytes of a rejected body are read and dropped, so that the client comes to read the response.
const MAX_DRAINED_BYTES: usize = 256 << 20;

/// The first capacity of the buffer.
const MIN_CAPACITY_BYTES: usize = 8 << 10;

/// A message that has been read.
#[derive(Default)]
pub(crate) struct MessageBody {
    pub(crate) bytes: WipedBuffer,
    /// The memory of the message.
    reservation: Reservation,
}

/// Why a body was not read to its end.
enum ReadError {
    TooLarge,
    Io(hyper::Error),
    /// The caller disconnected while its message waited for memory.
    Disconnected,
}

/// Reads the whole body.
///
/// # Errors
/// 413, 408, 503 or 400, and the description of the error.
pub(crate) async fn read(
    server: &Server,
    peer: &Peer,
    headers: &HeaderMap,
    mut body: Incoming,
) -> Result<MessageBody, RequestError> {
    let (max_bytes, seconds) = (server.max_body, server.read_timeout.as_secs_f64());
    let too_large = || {
        let description = format!("The message is longer than {max_bytes} bytes. See --max-body.");
        RequestError::new(StatusCode::PAYLOAD_TOO_LARGE, description)
    };
    if body.size_hint().lower() > max_bytes as u64 && headers.contains_key(EXPECT) {
        return Err(too_large());
    }
    let mut reader = Reader { server, peer, body: MessageBody::default(), waited: false };
    let read = unless_elapsed(|| sleep(server.read_timeout), reader.read(&mut body)).await;
    let error = match read {
        Some(Ok(())) => return Ok(reader.body),
        Some(Err(ReadError::TooLarge)) => too_large(),
        Some(Err(ReadError::Io(error))) => {
            let description = format!("The message cannot be read: {error}.");
            return Err(RequestError::new(StatusCode::BAD_REQUEST, description));
        }
        Some(Err(ReadError::Disconnected)) => {
            let description =
                "The caller closed its side of the connection while its message waited for memory.";
            return Err(RequestError::new(StatusCode::SERVICE_UNAVAILABLE, description));
        }
        None if reader.waited => {
            let description = format!(
                "There was no memory for the message within {seconds} seconds. See --max-body-memory."
            );
            RequestError::new(StatusCode::SERVICE_UNAVAILABLE, description)
        }
        None => {
            let description = format!("The message did not arrive within {seconds} seconds.");
            return Err(RequestError::new(StatusCode::REQUEST_TIMEOUT, description));
        }
    };
    drop(reader);
    // The response is the same for a client that is too slow for this, too.
    let _ = timeout(server.read_timeout, discard(&mut body)).await;
    Err(error)
}

/// Collects the chunks of a body.
struct Reader<'a> {
    server: &'a Server,
    peer: &'a Peer,
    body: MessageBody,
    /// There was no memory for a chunk that had arrived.
    waited: bool,
}

impl Reader<'_> {
    async fn read(&mut self, body: &mut Incoming) -> Result<(), ReadError> {
        let max_bytes = self.server.max_body;
        let max_capacity = match usize::try_from(body.size_hint().lower()) {
            Ok(0) | Err(_) => max_bytes,
            Ok(announced) => announced.min(max_bytes),
        };
        while let Some(frame) = body.frame().await {
            let Ok(chunk) = frame.map_err(ReadError::Io)?.into_data() else { continue };
            let length = self.body.bytes.len() + chunk.len();
            if length > max_bytes {
                return Err(ReadError::TooLarge);
            }
            let capacity = self.body.bytes.capacity();
            if length > capacity {
                // The capacity doubles: the announced length may never arrive.
                let doubled = length.max(MIN_CAPACITY_BYTES).max(2 * capacity);
                self.grow(doubled.min(max_capacity.max(length))).await?;
            }
            self.body.bytes.extend(&chunk);
        }
        Ok(())
    }

    async fn grow(&mut self, capacity: usize) -> Result<(), ReadError> {
        let (memory, reservation) = (&self.server.memory, &mut self.body.reservation);
        if reservation.grow(memory, capacity).now_or_never().is_none() {
            self.waited = true;
            let grown = self.peer.unless_disconnected(reservation.grow(memory, capacity)).await;
            grown.ok_or(ReadError::Disconnected)?;
        }
        self.body.bytes.grow(capacity);
        Ok(())
    }
}

/// Reads the rest of a body and drops it.
async fn discard(body: &mut Incoming) {
    let mut length = 0;
    while let Some(Ok(frame)) = body.frame().await
        && length <= MAX_DRAINED_BYTES
    {
        length += frame.data_ref().map_or(0, |chunk| chunk.len());
    }
}
