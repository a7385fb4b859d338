//! The lines that a run has logged.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most that a reply carries, in bytes.
const MAX_LOG_BYTES: usize = 1 << 20;

const TRUNCATED: &str = "(the log is longer than a reply may carry; stderr has the rest)\n";

/// A buffer of lines, at most 1 MiB. The lines are already free of secrets.
#[derive(Debug, Default)]
pub struct Log(Mutex<String>);

impl Log {
    /// The length of the lines so far, in bytes.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Appends a line, which ends with a line feed. A line that does not fit is dropped, and a note stands in its place.
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

    /// Takes the lines so far out of the buffer.
    pub fn take(&self) -> String {
        std::mem::take(&mut *self.lock())
    }

    /// Puts lines that were taken, and have not gone out, before those that came since.
    pub fn restore(&self, taken: &str) {
        let mut lines = self.lock();
        let left = MAX_LOG_BYTES.saturating_sub(lines.len());
        lines.insert_str(0, &taken[..taken.floor_char_boundary(left)]);
    }

    // A thread that panicked while it held the lock has at worst left a part of a line.
    fn lock(&self) -> MutexGuard<'_, String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
