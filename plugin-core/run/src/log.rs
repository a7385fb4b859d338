//! Buffers the log lines of a run for its reply.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The maximum size of the log in a reply.
const MAX_LOG_BYTES: usize = 1 << 20;

const TRUNCATED: &str = "(the log of a reply is limited to 1 MiB; stderr has the other lines)\n";

/// A buffer of at most 1 MiB of lines. Secrets are masked before a line is appended.
#[derive(Debug, Default)]
pub struct Log(Mutex<String>);

impl Log {
    /// The size of the lines in bytes.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether the buffer is empty.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Appends a line, which ends with a line feed. If the buffer is full, this appends a note once and drops the line.
    pub fn push(&self, line: &str) {
        let mut lines = self.lock();
        if lines.len() + line.len() <= MAX_LOG_BYTES {
            lines.push_str(line);
        } else if !lines.ends_with(TRUNCATED) {
            lines.push_str(TRUNCATED);
        }
    }

    /// Drops the first `start` bytes.
    pub fn keep_from(&self, start: usize) {
        let mut lines = self.lock();
        let start = start.min(lines.len());
        lines.drain(..start);
    }

    /// Drops all lines.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Removes all lines and returns them.
    pub fn take(&self) -> String {
        std::mem::take(&mut *self.lock())
    }

    /// Puts back lines that were taken and could not be sent, before the newer lines.
    pub fn restore(&self, taken: &str) {
        let mut lines = self.lock();
        let left = MAX_LOG_BYTES.saturating_sub(lines.len());
        lines.insert_str(0, &taken[..taken.floor_char_boundary(left)]);
    }

    // A panic under the lock leaves at worst a part of a line.
    fn lock(&self) -> MutexGuard<'_, String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
