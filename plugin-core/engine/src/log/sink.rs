//! Writes lines to stderr. A server does not wait for a reader that has stopped.

use super::escape;
use std::fmt::Display;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// The size of the buffer for a reader that has stopped. Further lines are dropped and counted.
const MAX_BUFFER_BYTES: usize = 1 << 20;

/// The size of a write that a pipe accepts as a whole if it is ready (PIPE_BUF).
const ATOMIC_WRITE_BYTES: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq)]
enum WriteMode {
    Blocking,
    NonBlocking,
    Discard,
}

/// Writes a line to stderr while no log is installed.
pub fn report(line: impl Display) {
    Sink::blocking().write(&format!("{line}\n"));
}

/// Writes lines to stderr.
#[derive(Debug)]
pub struct Sink {
    mode: WriteMode,
    buffer: Mutex<Buffer>,
}

#[derive(Debug, Default)]
struct Buffer {
    text: String,
    dropped_lines: usize,
}

impl Sink {
    /// A sink that waits for the reader, for a process that handles one message.
    pub fn blocking() -> Self {
        Self { mode: WriteMode::Blocking, buffer: Mutex::default() }
    }

    /// A sink that does not wait, for a server whose requests must not depend on the reader of its log.
    pub fn non_blocking() -> Self {
        Self { mode: WriteMode::NonBlocking, buffer: Mutex::default() }
    }

    /// A sink that discards all lines, for a test that reads the log of the reply.
    pub fn discard() -> Self {
        Self { mode: WriteMode::Discard, buffer: Mutex::default() }
    }

    /// Whether the sink discards all lines.
    pub fn is_discarding(&self) -> bool {
        self.mode == WriteMode::Discard
    }

    /// Writes a line and escapes its control characters.
    pub fn write(&self, line: &str) {
        let line = &*escape::line(line);
        let mut buffer = self.buffer.lock().unwrap_or_else(PoisonError::into_inner);
        if buffer.text.is_empty() && self.try_write(line) {
            return;
        }
        match buffer.text.len() + line.len() <= MAX_BUFFER_BYTES {
            true => buffer.text.push_str(line),
            false => buffer.dropped_lines += 1,
        }
        self.flush(&mut buffer);
    }

    /// Writes the buffered lines until stderr would block.
    fn flush(&self, buffer: &mut Buffer) {
        let mut written = 0;
        while written < buffer.text.len() {
            let end = buffer.text.floor_char_boundary(written + ATOMIC_WRITE_BYTES);
            if !self.try_write(&buffer.text[written..end]) {
                break;
            }
            written = end;
        }
        buffer.text.drain(..written);
        if buffer.text.is_empty() && buffer.dropped_lines > 0 {
            buffer.text = format!(
                "({} lines were lost because nobody read the log)\n",
                std::mem::take(&mut buffer.dropped_lines)
            );
        }
    }

    /// Writes the text unless that would block. Returns whether it did.
    fn try_write(&self, text: &str) -> bool {
        let is_ready = match self.mode {
            WriteMode::Blocking => true,
            WriteMode::NonBlocking => text.len() <= ATOMIC_WRITE_BYTES && has_room(),
            WriteMode::Discard => return true,
        };
        if is_ready {
            // An error means that stderr is closed, so there is nowhere to report it.
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
        is_ready
    }
}

/// Whether stderr accepts [`ATOMIC_WRITE_BYTES`] bytes without blocking.
#[cfg(unix)]
fn has_room() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stderr = std::io::stderr();
    let mut ready = [PollFd::new(&stderr, PollFlags::OUT)];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    // If `poll` fails or the reader is gone, a write does not block.
    !matches!(poll(&mut ready, Some(&now)), Ok(0))
}

#[cfg(not(unix))]
fn has_room() -> bool {
    true
}
