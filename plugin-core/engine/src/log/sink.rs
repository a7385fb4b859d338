//! Writes lines to stderr: at once, or from the thread of a [`Writer`].

use super::escape;
use super::writer::Writer;
use std::fmt::Display;
use std::io::Write;

/// The size of a write that a pipe takes as a whole (PIPE_BUF).
const ATOMIC_WRITE_BYTES: usize = 4096;

/// Where the lines of the log go.
#[derive(Debug)]
pub enum Sink {
    /// Stderr, which must take each line, for a process that handles one message.
    Stderr,
    /// Stderr, from a thread of its own, for a server whose requests must not depend on the reader of its log.
    Writer(Writer),
    /// Nowhere, for a test that reads the log of the reply.
    Discard,
}

/// Writes a line to stderr while no log is installed.
pub fn report(line: impl Display) {
    Sink::Stderr.write(&format!("{line}\n"));
}

impl Sink {
    /// Starts the thread of a [`Sink::Writer`].
    ///
    /// # Errors
    /// If the thread cannot be started.
    pub fn spawn() -> std::io::Result<Self> {
        Writer::start(write_lines).map(Self::Writer)
    }

    /// Writes a line and escapes its control characters.
    pub(super) fn write(&self, line: &str) {
        match self {
            Self::Stderr => write_stderr(&escape::line(line)),
            Self::Writer(writer) => writer.push(&escape::line(line)),
            Self::Discard => {}
        }
    }

    /// Waits until all lines have been written, or until their reader takes too long.
    pub(super) fn flush(&self) {
        if let Self::Writer(writer) = self {
            writer.flush();
        }
    }
}

/// Writes whole lines in pieces that a pipe takes as a whole, so that lines of another process never split one.
fn write_lines(mut text: &str) {
    while !text.is_empty() {
        let piece = &text[..text.floor_char_boundary(ATOMIC_WRITE_BYTES)];
        let end = piece.rfind('\n').map_or(piece.len(), |end| end + 1);
        write_stderr(&text[..end]);
        text = &text[end..];
    }
}

fn write_stderr(text: &str) {
    // An error means that stderr is closed, so there is nowhere to report it.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
