//! Runs the server in a child process, and starts it again when it ends: a step that aborts, exits or uses up the memory ends
//! its process.
//!
//! The parent holds the listening socket, so that callers wait for the next worker and are not refused. There is one worker
//! process, since drain, metrics and cached connections belong to a process, and callers expect one of each.

use crate::bind::bind;
use crate::exit::exit_code;
use crate::options::Options;
use crate::token;
use plugin_engine::signal::Signals;
use plugin_schema::values::Password;
use rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::io::{Error, Result};
use std::net::TcpListener;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::time::Duration;
use tokio::signal::unix::{self, SignalKind};
use tokio::time::{Instant, sleep};

/// The pause before a worker is started again, which doubles each time until one has run for [`STABLE_TIME`].
const MIN_BACKOFF: Duration = Duration::from_millis(100);
const MAX_BACKOFF: Duration = Duration::from_secs(10);
const STABLE_TIME: Duration = Duration::from_secs(10);

/// How long a worker may take after its grace period before it is killed.
const KILL_DELAY: Duration = Duration::from_secs(5);

/// Serves until the process is stopped, and restarts workers that end.
pub fn supervise(name: &str, options: &Options) -> ExitCode {
    let token = match token::from_environment(name) {
        Ok(token) => token,
        Err(exit_code) => return exit_code,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime.and_then(|runtime| runtime.block_on(run(options, token.as_ref())));
    exit_code(name, options, outcome)
}

/// Returns whether the last worker ended with success.
async fn run(options: &Options, token: Option<&Password>) -> Result<bool> {
    let mut signals = Signals::new(None)?;
    let listener = bind(options).await?;
    let mut backoff = MIN_BACKOFF;
    loop {
        let start = Instant::now();
        let event = match Worker::start(&listener, token) {
            Ok(mut worker) => tokio::select! {
                status = worker.ended() => format!("has ended ({})", status?),
                () = signals.next() => {
                    drop(listener);
                    return worker.finish(signals, options.grace).await;
                }
            },
            Err(error) => format!("cannot be started ({error})"),
        };
        if start.elapsed() >= STABLE_TIME {
            backoff = MIN_BACKOFF;
        }
        tracing::error!(
            "the worker process {event}: another one starts in {} seconds",
            backoff.as_secs_f64()
        );
        tokio::select! {
            () = sleep(backoff) => {}
            () = signals.next() => return Ok(true),
        }
        backoff = (2 * backoff).min(MAX_BACKOFF);
    }
}

/// The process that serves.
struct Worker {
    process: Child,
    /// Receives a signal when a child ends.
    children: unix::Signal,
}

impl Worker {
    /// Starts this program again with the same options. Its stdin is the listening socket, and its environment has the token.
    fn start(listener: &TcpListener, token: Option<&Password>) -> Result<Self> {
        let children = unix::signal(SignalKind::child())?;
        let mut arguments = std::env::args_os();
        let mut command = Command::new(std::env::current_exe()?);
        if let Some(name) = arguments.next() {
            command.arg0(name);
        }
        command.args(["--worker-of", &std::process::id().to_string()]).args(arguments);
        command.stdin(Stdio::from(OwnedFd::from(listener.try_clone()?)));
        token::hand_down(&mut command, token);
        // Ctrl-C in a terminal reaches only the parent, which passes it on.
        command.process_group(0);
        Ok(Self { process: command.spawn()?, children })
    }

    async fn ended(&mut self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.process.try_wait()? {
                return Ok(status);
            }
            self.children.recv().await;
        }
    }

    /// Passes the signal on and waits until the worker has ended; kills it at the second signal, or if it does not end after its
    /// grace period.
    async fn finish(mut self, mut signals: Signals, grace: Duration) -> Result<bool> {
        // A worker that has already ended needs no signal.
        let _ = kill_process(Pid::from_child(&self.process), Signal::TERM);
        tokio::select! {
            status = self.ended() => return Ok(status?.success()),
            () = signals.next() => tracing::error!("second signal: killing the worker process"),
            () = sleep(grace + KILL_DELAY) => tracing::error!("the worker process did not end: killing it"),
        }
        self.process.kill()?;
        self.process.wait()?;
        Ok(false)
    }
}

/// Takes the listening socket from stdin, where the parent put it. Stdin is empty afterwards, so that no child of a step inherits
/// the socket.
pub(crate) fn inherited_listener() -> Result<TcpListener> {
    let listener = TcpListener::from(std::io::stdin().as_fd().try_clone_to_owned()?);
    // Fails if stdin is not a socket.
    listener.local_addr()?;
    listener.set_nonblocking(true)?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?).map_err(Error::from)?;
    Ok(listener)
}
