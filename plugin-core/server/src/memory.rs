//! How much memory bodies may occupy: as many bytes for messages as for answers.
//!
//! A message takes its bytes as they arrive, and keeps them until its step has ended. When there are none it waits, and those
//! it waits for may wait themselves; so one of them may take the reserve, which is enough for the longest message. It ends,
//! or its client is too slow and is dropped, and the next one follows: nobody waits for ever.
//!
//! An answer is there when its length is known, so it takes what is left, and the next step begins when there is some again.

use axum::body::{Body, Bytes};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// So much of each body is not counted, since the number of connections bounds it. Thus most messages never wait.
const UNCOUNTED_BYTES: usize = 16 << 10;

/// The memory of all bodies.
pub(crate) struct BodyMemory {
    messages: Semaphore,
    reserve: Semaphore,
    answers: Arc<Semaphore>,
}

impl BodyMemory {
    /// `bytes` is at least the longest message.
    pub(crate) fn new(bytes: usize, longest: usize) -> Self {
        Self {
            messages: Semaphore::new(bytes.saturating_sub(longest)),
            reserve: Semaphore::new(1),
            answers: Arc::new(Semaphore::new(bytes)),
        }
    }

    /// Memory for a message, of which nothing is known yet.
    pub(crate) fn message(&self) -> Reservation<'_> {
        Reservation { memory: self, length: UNCOUNTED_BYTES, counted: None, reserve: None }
    }

    /// The body of an answer, which takes memory until it has been sent.
    pub(crate) fn answer(&self, bytes: Vec<u8>) -> Body {
        let counted = bytes.len().saturating_sub(UNCOUNTED_BYTES).min(self.answers.available_permits());
        match u32::try_from(counted) {
            Ok(0) | Err(_) => Body::from(bytes),
            Ok(counted) => {
                let permit = Arc::clone(&self.answers).try_acquire_many_owned(counted).ok();
                Body::from(Bytes::from_owner(Answer { bytes, _permit: permit }))
            }
        }
    }

    /// Until the answers that are there have left some memory.
    pub(crate) async fn room_for_answer(&self) {
        // It is never closed.
        let _ = self.answers.acquire().await;
    }
}

struct Answer {
    bytes: Vec<u8>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for Answer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The memory of one message, given back when it is dropped.
pub(crate) struct Reservation<'a> {
    memory: &'a BodyMemory,
    length: usize,
    counted: Option<SemaphorePermit<'a>>,
    /// With it the message may have any length.
    reserve: Option<SemaphorePermit<'a>>,
}

impl Reservation<'_> {
    /// Until there is memory for so many bytes in all.
    pub(crate) async fn grow(&mut self, length: usize) {
        let more = length.saturating_sub(self.length);
        if more == 0 || self.reserve.is_some() {
            return;
        }
        // No message is longer than 2^30 bytes.
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        tokio::select! {
            biased;
            Ok(permit) = self.memory.messages.acquire_many(more) => {
                match &mut self.counted {
                    Some(counted) => counted.merge(permit),
                    None => self.counted = Some(permit),
                }
                self.length = length;
            }
            Ok(permit) = self.memory.reserve.acquire() => self.reserve = Some(permit),
            else => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn of_those_that_wait_for_each_other_one_gets_the_reserve() {
        let memory = BodyMemory::new(3 << 20, 1 << 20);
        let mut all = [(); 3].map(|()| memory.message());
        for message in &mut all {
            assert!(message.grow(600 << 10).now_or_never().is_some());
        }
        let [first, second, third] = &mut all;
        assert!(first.grow(1 << 20).now_or_never().is_some());
        assert!(second.grow(1 << 20).now_or_never().is_none());
        assert!(third.grow(1 << 20).now_or_never().is_none());
        // Small ones do not wait.
        assert!(memory.message().grow(UNCOUNTED_BYTES).now_or_never().is_some());
        *first = memory.message();
        assert!(second.grow(1 << 20).now_or_never().is_some());
        assert!(third.grow(1 << 20).now_or_never().is_some());
    }

    #[tokio::test]
    async fn the_next_answer_waits_until_those_before_have_left_some_memory() {
        let memory = BodyMemory::new(1 << 20, 1 << 20);
        let answer = memory.answer(vec![0; 4 << 20]);
        assert!(memory.room_for_answer().now_or_never().is_none());
        drop(answer);
        assert!(memory.room_for_answer().now_or_never().is_some());
    }
}
