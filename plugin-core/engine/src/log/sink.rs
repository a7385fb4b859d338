//! Where lines go: stderr, without waiting for a reader that has stopped to read.

use super::escape;
use std::fmt::Display;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// How much is kept for a reader that has stopped, in bytes; what comes after that is lost, and counted.
const MAX_BUFFER_BYTES: usize = 1 << 20;

/// What can be written to a pipe at once if anything can (PIPE_BUF).
const ATOMIC_WRITE_BYTES: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(dead_code)] // each is for one of the frontends, which are optional
enum WriteMode {
    Blocking,
    NonBlocking,
    Discard,
}

/// Writes a line to stderr, of what cannot be done before there is a log.
pub fn report(line: impl Display) {
    Sink::blocking().write(&format!("{line}\n"));
}

/// Writes lines to stderr.
#[derive(Debug)]
pub struct Sink {
    mode: WriteMode,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    text: String,
    lost: usize,
}

impl Sink {
    /// Waits for the reader: for a process that answers one message.
    pub fn blocking() -> Self {
        Self { mode: WriteMode::Blocking, waiting: Mutex::default() }
    }

    /// Does not wait: for a server, whose requests must not stand still because nobody reads its log.
    pub fn non_blocking() -> Self {
        Self { mode: WriteMode::NonBlocking, waiting: Mutex::default() }
    }

    /// Drops all lines: for a test, which finds them in the answers.
    pub fn discard() -> Self {
        Self { mode: WriteMode::Discard, waiting: Mutex::default() }
    }

    /// Whether it drops all lines.
    pub fn is_discarding(&self) -> bool {
        self.mode == WriteMode::Discard
    }

    /// Writes a line, whose control characters are escaped.
    pub fn write(&self, line: &str) {
        let line = &*escape::line(line);
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.text.is_empty() && self.write_at_once(line) {
            return;
        }
        match waiting.text.len() + line.len() <= MAX_BUFFER_BYTES {
            true => waiting.text.push_str(line),
            false => waiting.lost += 1,
        }
        self.catch_up(&mut waiting);
    }

    /// Writes what waits, as far as it goes.
    fn catch_up(&self, waiting: &mut Waiting) {
        let mut done = 0;
        while done < waiting.text.len() {
            let end = waiting.text.floor_char_boundary(done + ATOMIC_WRITE_BYTES);
            if !self.write_at_once(&waiting.text[done..end]) {
                break;
            }
            done = end;
        }
        waiting.text.drain(..done);
        if waiting.text.is_empty() && waiting.lost > 0 {
            waiting.text = format!(
                "({} lines were lost because nobody read the log)\n",
                std::mem::take(&mut waiting.lost)
            );
        }
    }

    /// Whether the text was written; a long one only if waiting is no matter.
    fn write_at_once(&self, text: &str) -> bool {
        let now = match self.mode {
            WriteMode::Blocking => true,
            WriteMode::NonBlocking => text.len() <= ATOMIC_WRITE_BYTES && has_room(),
            WriteMode::Discard => return true,
        };
        if now {
            // Nobody is left to tell when stderr is gone.
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
        now
    }
}

/// Whether stderr takes [`ATOMIC_WRITE_BYTES`] bytes without waiting.
#[cfg(unix)]
fn has_room() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stderr = std::io::stderr();
    let mut ready = [PollFd::new(&stderr, PollFlags::OUT)];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    // If it cannot be asked, or its other end is gone, writing does not wait either.
    !matches!(poll(&mut ready, Some(&now)), Ok(0))
}

#[cfg(not(unix))]
fn has_room() -> bool {
    true
}
