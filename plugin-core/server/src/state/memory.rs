//! Bounds the memory of bodies: the same number of bytes for messages as for responses.
//!
//! A message reserves its bytes as they arrive and keeps them until its step ends. When no bytes are left the message waits.
//! Messages that wait for each other would never end, so one of them may take the reserve, which is enough for the largest
//! message. That message ends, or its client is too slow and is dropped, and then the next message gets the reserve.
//!
//! The length of a response is known only when the response exists. So a response takes the bytes that are left, and the next
//! step starts only when some are free again.

use bytes::Bytes;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many bytes of each body are not counted, since the number of connections bounds them. So most messages never wait.
const UNCOUNTED_BYTES: usize = 16 << 10;

/// The memory of all bodies.
pub(crate) struct BodyMemory {
    messages: Arc<Semaphore>,
    reserve: Arc<Semaphore>,
    responses: Arc<Semaphore>,
}

impl BodyMemory {
    /// `bytes` for messages and `bytes` for responses; a message has at most `max_message_bytes`, which are not more.
    pub(crate) fn new(bytes: usize, max_message_bytes: usize) -> Self {
        Self {
            messages: Arc::new(Semaphore::new(bytes.saturating_sub(max_message_bytes))),
            reserve: Arc::new(Semaphore::new(1)),
            responses: Arc::new(Semaphore::new(bytes)),
        }
    }

    /// The body of a response, which occupies memory until it has been sent.
    pub(crate) fn response_body(&self, bytes: Vec<u8>) -> Bytes {
        let counted = bytes.len().saturating_sub(UNCOUNTED_BYTES).min(self.responses.available_permits());
        match u32::try_from(counted) {
            Ok(0) | Err(_) => Bytes::from(bytes),
            Ok(counted) => {
                let permit = Arc::clone(&self.responses).try_acquire_many_owned(counted).ok();
                Bytes::from_owner(ResponseBytes { bytes, _permit: permit })
            }
        }
    }

    /// Waits until the responses that are being sent leave some memory.
    pub(crate) async fn response_memory_available(&self) {
        // The semaphore is never closed.
        let _ = self.responses.acquire().await;
    }
}

struct ResponseBytes {
    bytes: Vec<u8>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for ResponseBytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The memory of one message, which is free again when this is dropped.
#[derive(Default)]
pub(crate) struct Reservation {
    counted_bytes: usize,
    counted: Option<OwnedSemaphorePermit>,
    /// With the reserve the message may have any length.
    reserve: Option<OwnedSemaphorePermit>,
}

impl Reservation {
    /// Waits until there is memory for `length` bytes in all.
    pub(crate) async fn grow(&mut self, memory: &BodyMemory, length: usize) {
        let added = length.saturating_sub(UNCOUNTED_BYTES).saturating_sub(self.counted_bytes);
        if added == 0 || self.reserve.is_some() {
            return;
        }
        // A message has at most 2^30 bytes.
        let permits = u32::try_from(added).unwrap_or(u32::MAX);
        tokio::select! {
            biased;
            Ok(permit) = Arc::clone(&memory.messages).acquire_many_owned(permits) => {
                match &mut self.counted {
                    Some(counted) => counted.merge(permit),
                    None => self.counted = Some(permit),
                }
                self.counted_bytes += added;
            }
            Ok(permit) = Arc::clone(&memory.reserve).acquire_owned() => self.reserve = Some(permit),
            else => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn grows(memory: &BodyMemory, message: &mut Reservation, length: usize) -> bool {
        message.grow(memory, length).now_or_never().is_some()
    }

    #[test]
    fn one_of_the_messages_that_wait_for_each_other_gets_the_reserve() {
        let memory = BodyMemory::new(3 << 20, 1 << 20);
        let mut messages = [(); 3].map(|()| Reservation::default());
        for message in &mut messages {
            assert!(grows(&memory, message, 600 << 10));
        }
        let [first, second, third] = &mut messages;
        assert!(grows(&memory, first, 1 << 20));
        assert!(!grows(&memory, second, 1 << 20));
        assert!(!grows(&memory, third, 1 << 20));
        // Small messages do not wait.
        assert!(grows(&memory, &mut Reservation::default(), UNCOUNTED_BYTES));
        *first = Reservation::default();
        assert!(grows(&memory, second, 1 << 20));
        assert!(grows(&memory, third, 1 << 20));
    }

    #[test]
    fn the_next_response_waits_until_those_before_leave_some_memory() {
        let memory = BodyMemory::new(1 << 20, 1 << 20);
        let body = memory.response_body(vec![0; 4 << 20]);
        assert!(memory.response_memory_available().now_or_never().is_none());
        drop(body);
        assert!(memory.response_memory_available().now_or_never().is_some());
    }
}
