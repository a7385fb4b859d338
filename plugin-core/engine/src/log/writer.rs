//! Writes lines from a thread of its own, many at once, so that no request waits for a write or for the reader of the log.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// The size of the lines that wait for a reader that has stopped. Further lines are dropped and counted.
const MAX_WAITING_BYTES: usize = 1 << 20;

/// How long the thread collects lines after a write, which bounds how often it wakes.
const PAUSE: Duration = Duration::from_millis(10);

/// How long [`Writer::flush`] waits. The reader may have stopped.
const FLUSH_TIMEOUT: Duration = Duration::from_millis(500);

/// A thread that writes lines in their order.
#[derive(Clone, Debug, Default)]
pub struct Writer(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    lines: Mutex<Lines>,
    /// Wakes the thread.
    pushed: Condvar,
    /// Wakes those who flush.
    written: Condvar,
}

#[derive(Debug, Default)]
struct Lines {
    waiting: String,
    dropped: usize,
    thread: ThreadState,
    flushing: usize,
}

/// What the thread does.
#[derive(Debug, Default, PartialEq)]
enum ThreadState {
    /// It waits for a line.
    #[default]
    Idle,
    /// It collects lines.
    Pausing,
    /// It writes the lines that it has taken.
    Writing,
}

impl Writer {
    /// Starts the thread, which calls `write`.
    ///
    /// # Errors
    /// If the thread cannot be started.
    pub(super) fn start(write: impl Fn(&str) + Send + 'static) -> std::io::Result<Self> {
        let writer = Self::default();
        let shared = Arc::clone(&writer.0);
        thread::Builder::new().name("log".to_owned()).spawn(move || shared.write_all(write))?;
        Ok(writer)
    }

    /// Adds a line, which ends with a line feed.
    pub(super) fn push(&self, line: &str) {
        let mut lines = self.0.lock();
        match lines.waiting.len() + line.len() <= MAX_WAITING_BYTES {
            true => lines.waiting.push_str(line),
            false => lines.dropped += 1,
        }
        // To wake a thread costs a system call, so only one that waits for this is woken.
        if lines.thread == ThreadState::Idle {
            self.0.pushed.notify_one();
        }
    }

    /// Waits until the lines so far are written, at most half a second.
    pub(super) fn flush(&self) {
        let mut lines = self.0.lock();
        lines.flushing += 1;
        self.0.pushed.notify_one();
        let is_open = |lines: &mut Lines| !lines.waiting.is_empty() || lines.thread == ThreadState::Writing;
        let waited = self.0.written.wait_timeout_while(lines, FLUSH_TIMEOUT, is_open);
        waited.unwrap_or_else(PoisonError::into_inner).0.flushing -= 1;
    }
}

impl Shared {
    /// Writes lines until the process ends.
    fn write_all(&self, write: impl Fn(&str)) {
        let mut batch = String::new();
        let mut lines = self.lock();
        loop {
            lines.thread = ThreadState::Idle;
            let waiting = self.pushed.wait_while(lines, |lines| lines.waiting.is_empty());
            lines = waiting.unwrap_or_else(PoisonError::into_inner);
            std::mem::swap(&mut lines.waiting, &mut batch);
            let dropped = std::mem::take(&mut lines.dropped);
            lines.thread = ThreadState::Writing;
            drop(lines);
            write(&batch);
            if dropped > 0 {
                write(&format!("({dropped} lines were lost because nobody read the log)\n"));
            }
            // A burst must not keep its memory.
            batch = String::new();
            lines = self.lock();
            lines.thread = ThreadState::Pausing;
            self.written.notify_all();
            let paused = self.pushed.wait_timeout_while(lines, PAUSE, |lines| lines.flushing == 0);
            lines = paused.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    // A panic under the lock leaves whole lines.
    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn lines_keep_their_order_and_are_written_together() {
        let (sender, written) = mpsc::channel();
        let writer = Writer::start(move |text| sender.send(text.to_owned()).unwrap()).unwrap();
        for number in 0..1000 {
            writer.push(&format!("{number}\n"));
        }
        writer.flush();
        let writes: Vec<String> = written.try_iter().collect();
        assert_eq!(writes.concat(), (0..1000).map(|number| format!("{number}\n")).collect::<String>());
        assert!(writes.len() < 500, "{} writes", writes.len());
    }

    #[test]
    fn a_stopped_reader_stops_nobody_and_lost_lines_are_counted() {
        let (sender, written) = mpsc::channel();
        let (resume, stopped) = mpsc::channel::<()>();
        let writer = Writer::start(move |text| {
            // Blocks until the test resumes the reader, once for all writes.
            let _ = stopped.recv();
            sender.send(text.to_owned()).unwrap();
        })
        .unwrap();
        let line = format!("{}\n", "x".repeat(1023));
        for _ in 0..3000 {
            writer.push(&line);
        }
        writer.flush();
        assert_eq!(written.try_iter().count(), 0);
        drop(resume);
        writer.flush();
        let text = written.try_iter().collect::<String>();
        let (notes, kept): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with('('));
        let lost = notes.iter().map(|note| {
            let number =
                note.strip_prefix('(')?.strip_suffix(" lines were lost because nobody read the log)")?;
            number.parse::<usize>().ok()
        });
        assert_eq!(lost.sum::<Option<usize>>(), Some(3000 - kept.len()), "{notes:?}");
        assert!(kept.len() >= MAX_WAITING_BYTES / line.len(), "{}", kept.len());
    }
}
