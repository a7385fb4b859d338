//! The run that the current task works for.

use crate::secrets::{Secrets, TooManySecrets};
use crate::{Clock, Log};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

tokio::task_local! {
    static CURRENT: Arc<Run>;
}

/// One run of a step: what identifies it, when it must end, and what it has collected so far.
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
    /// Identifies the request that started the run.
    pub id: String,
    /// When the engine stops the run.
    pub deadline: Instant,
    /// What time it is.
    pub clock: Clock,
    /// The caller's meta, JSON text.
    pub meta: Box<str>,
    /// What is hidden in everything that leaves the run.
    pub secrets: Secrets,
    /// The lines that go into the reply.
    pub log: Log,
    /// What each JSON line on stderr says about the request; `None` where lines are plain text.
    pub log_fields: Option<LogFields>,
}

/// What a JSON line on stderr says about the request that it belongs to.
#[derive(Clone, Debug, Default)]
pub struct LogFields {
    /// The path of the request.
    pub path: String,
    /// The organisation that sent it.
    pub organisation: String,
    /// The integration that sent it.
    pub integration: String,
}

impl Run {
    /// A run by the clock of the system, without meta.
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

    /// The run that the current task works for, if there is one.
    pub fn current() -> Option<Arc<Self>> {
        CURRENT.try_with(Arc::clone).ok()
    }

    /// Calls `f` with the run that the current task works for, if there is one.
    pub fn with_current<T>(f: impl FnOnce(&Self) -> T) -> Option<T> {
        CURRENT.try_with(|run| f(run)).ok()
    }

    /// Lets `future` work for this run.
    pub async fn scope<F: Future>(self: &Arc<Self>, future: F) -> F::Output {
        CURRENT.scope(Arc::clone(self), future).await
    }

    /// The time until the deadline; zero if it is past.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Appends `line`, which ends with a line feed, to the log, and returns it without the secrets of the run.
    pub fn log_line<'a>(&self, line: &'a str) -> Cow<'a, str> {
        let line = self.redact(line);
        self.log.push(&line);
        line
    }

    /// `text` without the secrets of the run.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.secrets.redactor().text(text)
    }

    /// Hides `secret` in everything that leaves the current run. Outside of a run nothing is hidden.
    ///
    /// # Errors
    /// If the run holds too many secrets.
    pub fn register_secret(secret: &str) -> Result<(), TooManySecrets> {
        Self::with_current(|run| run.secrets.register(secret)).unwrap_or(Ok(()))
    }
}
