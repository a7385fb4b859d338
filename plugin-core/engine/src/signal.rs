//! Shuts down a process, or a trigger in it, on a signal.
//!
//! A separate thread waits for the signals and measures the grace period, so steps that block all threads of the runtime delay
//! neither the reaction to a signal nor the end of the grace period.

use std::io::Result;
use std::process;
use std::thread;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
#[cfg(unix)]
use tokio::time::Instant;
use tokio::time::{sleep, timeout};

/// The time after the grace period in which a process sends its last responses and logs out.
const EXIT_DELAY: Duration = Duration::from_secs(2);

/// The exit waits this long for its last log line. The reader of stderr may have stopped.
const REPORT_TIMEOUT: Duration = Duration::from_millis(500);

/// Signals within this time count as one: `timeout` signals the process and then its group.
#[cfg(unix)]
const DEBOUNCE: Duration = Duration::from_millis(1);

/// How often a process checks whether its parent still runs.
#[cfg(unix)]
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// The phase of a shutdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// No signal has arrived.
    Running,
    /// The first signal has arrived.
    Ending,
    /// The grace period is over.
    GraceExpired,
}

/// Why a process exits before its work is complete.
#[derive(Clone, Copy, Debug)]
pub enum Abort {
    /// A second signal has arrived.
    SecondSignal,
    /// The grace period is over and a step blocks its thread.
    Blocked,
}

/// Receives the shutdown. Clones receive the same one.
#[derive(Clone, Debug)]
pub struct ShutdownSignal(watch::Receiver<Phase>);

impl ShutdownSignal {
    /// Creates a signal and its sender.
    pub fn new() -> (watch::Sender<Phase>, Self) {
        let (sender, receiver) = watch::channel(Phase::Running);
        (sender, Self(receiver))
    }

    /// Receives the signals of this process. The shutdown begins with the first signal, or with the end of `parent`. The process
    /// exits with status 1 at a second signal, and 2 seconds after `grace` if it still runs. `report` may log the reason. A
    /// process with a parent ignores the second signal, since a process manager may signal both.
    ///
    /// # Errors
    /// If the thread or the signal handler cannot be created.
    pub fn of_process(
        grace: Duration,
        parent: Option<u32>,
        report: impl Fn(Abort) + Send + 'static,
    ) -> Result<Self> {
        let (sender, end) = Self::new();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let mut signals = {
            let _within = runtime.enter();
            ignore_file_size_limit();
            Signals::new(parent)?
        };
        let work = async move {
            signals.next().await;
            sender.send_replace(Phase::Ending);
            let grace_period = async {
                sleep(grace).await;
                sender.send_replace(Phase::GraceExpired);
                sleep(EXIT_DELAY).await;
            };
            let abort = tokio::select! {
                () = signals.next(), if parent.is_none() => Abort::SecondSignal,
                () = grace_period => Abort::Blocked,
            };
            let report = move || {
                report(abort);
                crate::log::flush();
            };
            let _ = timeout(REPORT_TIMEOUT, spawn_blocking(report)).await;
            process::exit(1)
        };
        thread::Builder::new().name("signals".to_owned()).spawn(move || runtime.block_on(work))?;
        Ok(end)
    }

    /// Whether the shutdown has begun.
    pub fn is_received(&self) -> bool {
        *self.0.borrow() >= Phase::Ending
    }

    /// Waits until the shutdown begins.
    pub async fn received(&self) {
        self.reached(Phase::Ending).await;
    }

    /// Waits until the grace period after [`ShutdownSignal::received`] is over.
    pub async fn grace_expired(&self) {
        self.reached(Phase::GraceExpired).await;
    }

    async fn reached(&self, phase: Phase) {
        if self.0.clone().wait_for(|now| *now >= phase).await.is_err() {
            // The sender is gone, so the phase never changes.
            std::future::pending().await
        }
    }
}

/// Makes a write beyond the file size limit of the operating system fail instead of ending the process. Must be called within a
/// runtime, which may end before the process.
pub fn ignore_file_size_limit() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // The handler alone changes the behaviour; the signal itself is not awaited. An error leaves the default behaviour.
        let _ = signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw()));
    }
}

/// The signals with which an operating system ends a process.
#[cfg(unix)]
pub struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    /// The parent process, whose end counts as a signal.
    parent: Option<u32>,
    last: Option<Instant>,
}

#[cfg(unix)]
impl Signals {
    /// Listens for signals, and for the end of the parent process if there is one.
    ///
    /// # Errors
    /// If the signal handler cannot be installed.
    pub fn new(parent: Option<u32>) -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(Self { terminate, interrupt, parent, last: None })
    }

    /// Waits for the next signal.
    pub async fn next(&mut self) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => {}
                _ = self.interrupt.recv() => {}
                () = orphaned(self.parent) => self.parent = None,
            }
            if self.last.is_none_or(|last| last.elapsed() >= DEBOUNCE) {
                self.last = Some(Instant::now());
                return;
            }
        }
    }
}

/// Waits until this process has another parent.
#[cfg(unix)]
async fn orphaned(parent: Option<u32>) {
    let Some(parent) = parent else { return std::future::pending().await };
    while std::os::unix::process::parent_id() == parent {
        sleep(POLL_INTERVAL).await;
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new(_: Option<u32>) -> Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
