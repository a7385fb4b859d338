//! Defines the run and makes it available to the current task.

use crate::secrets::{Secrets, TooManySecrets};
use crate::{Clock, Log};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

tokio::task_local! {
    static CURRENT: Arc<Run>;
}

/// One run of a step: its ID, deadline and clock, and the secrets and log lines collected so far.
///
/// ```
/// use plugin_run::Run;
/// use std::sync::Arc;
/// use std::time::{Duration, Instant};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let run = Arc::new(Run::new("r-1", Instant::now() + Duration::from_secs(300)));
/// run.scope(async {
///     let run = Run::current().unwrap();
///     assert_eq!(run.id, "r-1");
///     assert!(run.remaining() <= Duration::from_secs(300));
/// })
/// .await;
/// assert!(Run::current().is_none());
/// # });
/// ```
#[derive(Debug)]
pub struct Run {
    /// The ID of the request that started the run.
    pub id: String,
    /// The time at which the engine stops the run.
    pub deadline: Instant,
    /// The clock of the run.
    pub clock: Clock,
    /// The `meta` of the message, as JSON text.
    pub meta: Box<str>,
    /// The secrets to mask in all output of the run.
    pub secrets: Secrets,
    /// The log lines for the reply.
    pub log: Log,
    /// The fields of the request in each JSON log line. `None` if log lines are plain text.
    pub log_fields: Option<LogFields>,
}

/// The fields of the request in a JSON log line.
#[derive(Clone, Debug, Default)]
pub struct LogFields {
    /// The path of the request.
    pub path: String,
    /// The organisation of the sender.
    pub organisation: String,
    /// The integration of the sender.
    pub integration: String,
}

impl Run {
    /// Creates a run with the system clock and without meta.
    pub fn new(id: impl Into<String>, deadline: Instant) -> Self {
        Self {
            id: id.into(),
            deadline,
            clock: Clock::System,
            meta: "{}".into(),
            secrets: Secrets::default(),
            log: Log::default(),
            log_fields: None,
        }
    }

    /// The run of the current task, if there is one.
    pub fn current() -> Option<Arc<Self>> {
        CURRENT.try_with(Arc::clone).ok()
    }

    /// Calls `f` with the run of the current task, if there is one.
    pub fn with_current<T>(f: impl FnOnce(&Self) -> T) -> Option<T> {
        CURRENT.try_with(|run| f(run)).ok()
    }

    /// Runs `future` within this run.
    pub fn scope<F: Future>(self: &Arc<Self>, future: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(Arc::clone(self), future)
    }

    /// The time until the deadline. Zero if it has passed.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Masks the secrets in `line`, which ends with a line feed, appends it to the log and returns it.
    pub fn log_line<'a>(&self, line: &'a str) -> Cow<'a, str> {
        let line = self.redact(line);
        self.log.push(&line);
        line
    }

    /// Masks the secrets of the run in `text`.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.secrets.redactor().text(text)
    }

    /// Masks `secret` in all output of the current run from now on. Does nothing outside of a run.
    ///
    /// # Errors
    /// If the run has too many secrets.
    pub fn register_secret(secret: &str) -> Result<(), TooManySecrets> {
        Self::with_current(|run| run.secrets.register(secret)).unwrap_or(Ok(()))
    }
}
