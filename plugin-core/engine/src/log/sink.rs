//! Where lines go: stderr, without waiting for a reader that has stopped to read.

use super::escape;
use std::fmt::Display;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// How much is kept for a reader that has stopped, in bytes; what comes after that is lost, and counted.
const LONGEST: usize = 1 << 20;

/// What can be written to a pipe at once if anything can (PIPE_BUF).
const AT_ONCE: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(dead_code)] // each is for one of the doors, which need not be there
enum Manner {
    Patient,
    Hasty,
    Nowhere,
}

/// Writes a line to stderr, of what cannot be done before there is a log.
pub fn report(line: impl Display) {
    Sink::patient().write(&format!("{line}\n"));
}

/// Writes lines to stderr.
#[derive(Debug)]
pub struct Sink {
    manner: Manner,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    text: String,
    lost: usize,
}

impl Sink {
    /// Waits for the reader: for a process that answers one message.
    pub fn patient() -> Self {
        Self { manner: Manner::Patient, waiting: Mutex::default() }
    }

    /// Does not wait: for a server, whose requests must not stand still because nobody reads its log.
    pub fn hasty() -> Self {
        Self { manner: Manner::Hasty, waiting: Mutex::default() }
    }

    /// Drops all lines: for a test, which finds them in the answers.
    pub fn nowhere() -> Self {
        Self { manner: Manner::Nowhere, waiting: Mutex::default() }
    }

    /// Whether it drops all lines.
    pub fn is_nowhere(&self) -> bool {
        self.manner == Manner::Nowhere
    }

    /// Writes a line, whose control characters are escaped.
    pub fn write(&self, line: &str) {
        let line = &*escape::line(line);
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.text.is_empty() && self.write_at_once(line) {
            return;
        }
        match waiting.text.len() + line.len() <= LONGEST {
            true => waiting.text.push_str(line),
            false => waiting.lost += 1,
        }
        self.catch_up(&mut waiting);
    }

    /// Writes what waits, as far as it goes.
    fn catch_up(&self, waiting: &mut Waiting) {
        let mut done = 0;
        while done < waiting.text.len() {
            let end = waiting.text.floor_char_boundary(done + AT_ONCE);
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
        let now = match self.manner {
            Manner::Patient => true,
            Manner::Hasty => text.len() <= AT_ONCE && has_room(),
            Manner::Nowhere => return true,
        };
        if now {
            // Nobody is left to tell when stderr is gone.
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
        now
    }
}

/// Whether stderr takes [`AT_ONCE`] bytes without waiting.
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
