//! How a process, or a trigger within it, is asked to end.
//!
//! A thread of its own waits for the signals and measures the grace period, so that steps that block all threads of a runtime
//! delay neither.

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

/// How long a process may go on after its grace period, to answer those who wait and to log out.
const EXIT_DELAY: Duration = Duration::from_secs(2);

/// How long the exit waits for its last log line, since nobody may read it.
const REPORT_TIMEOUT: Duration = Duration::from_millis(500);

/// Signals that come closer to each other are one: `timeout` signals a process, and at once its group.
#[cfg(unix)]
const DEBOUNCE: Duration = Duration::from_millis(1);

/// How often a process looks whether its parent is still there.
#[cfg(unix)]
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// How far a shutdown is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It has not begun.
    Running,
    /// The first signal has come.
    Ending,
    /// The work had its time to end.
    GraceExpired,
}

/// Why a process exits before its work has ended.
#[derive(Clone, Copy, Debug)]
pub enum Abort {
    /// A second signal has come.
    SecondSignal,
    /// The grace period is over, and the work blocks its thread.
    Blocked,
}

/// Tells, once and for all who ask, that it is time to end.
#[derive(Clone, Debug)]
pub struct ShutdownSignal(watch::Receiver<Phase>);

impl ShutdownSignal {
    /// What tells, and what is told.
    pub fn new() -> (watch::Sender<Phase>, Self) {
        let (sender, receiver) = watch::channel(Phase::Running);
        (sender, Self(receiver))
    }

    /// The end of this process, which begins at the first signal, or when `parent` has ended. The process exits with status 1
    /// at the second signal, and 2 seconds after `grace` if it still runs; `report` may log why. A process with a parent
    /// leaves the second signal to it, since a manager may signal both.
    ///
    /// # Errors
    /// If there can be no thread, or no signal handler.
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
            let _ = timeout(REPORT_TIMEOUT, spawn_blocking(move || report(abort))).await;
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

    /// Until the grace period after [`ShutdownSignal::received`] has ended.
    pub async fn grace_expired(&self) {
        self.reached(Phase::GraceExpired).await;
    }

    async fn reached(&self, phase: Phase) {
        if self.0.clone().wait_for(|now| *now >= phase).await.is_err() {
            // Nobody is left who could tell.
            std::future::pending().await
        }
    }
}

/// From now on a write that would make a file larger than the operating system allows fails, and does not end the process.
/// Needs the context of a runtime, which may end before the process.
pub fn ignore_file_size_limit() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // Nobody waits for the signal: it is enough that it has a handler. Without one things are as they were.
        let _ = signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw()));
    }
}

/// The signals by which an operating system asks a process to end.
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
    /// If there is no signal handler.
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

/// Until this process has another parent.
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
