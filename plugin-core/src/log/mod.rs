//! The log of a run: its own lines, without its secrets, in the answer and on stderr.

mod escape;
mod json;
mod sink;

pub(crate) use json::Origin;
pub(crate) use sink::{Sink, report};

use crate::secrets::{Secrets, TooManySecrets};
use jiff::Timestamp;
use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tracing::field::{Field, Visit};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

tokio::task_local! {
    /// The run that the present task works for.
    static RUN: Arc<RunLog>;
}

/// An answer never carries more log than this, in bytes.
const LONGEST: usize = 1 << 20;

/// What a run has logged, and what must not be seen in it.
#[derive(Debug, Default)]
pub(crate) struct RunLog {
    lines: Mutex<String>,
    pub(crate) secrets: Secrets,
    /// Whose lines they are, where stderr tells.
    origin: Option<Origin>,
    /// When the run is stopped.
    #[cfg_attr(not(feature = "api"), allow(dead_code))]
    deadline: Option<Instant>,
}

/// Hides `secret` in what leaves the run that the present task works for, if it does.
///
/// # Errors
/// If the run holds too many secrets.
pub(crate) fn register_secret(secret: &str) -> Result<(), TooManySecrets> {
    RUN.try_with(|run| run.secrets.register(secret)).unwrap_or(Ok(()))
}

/// How much time the run has left that the present task works for, if it does.
#[cfg(feature = "api")]
pub(crate) fn remaining() -> Option<std::time::Duration> {
    let deadline = RUN.try_with(|run| run.deadline).ok().flatten()?;
    Some(deadline.saturating_duration_since(Instant::now()))
}

impl RunLog {
    pub(crate) fn new(origin: Option<Origin>, deadline: Instant) -> Self {
        Self { origin, deadline: Some(deadline), ..Self::default() }
    }

    /// Lets `future` work for the run that the present task works for, if it does.
    pub(crate) fn share<F: Future>(future: F) -> impl Future<Output = F::Output> {
        let run = RUN.try_with(Arc::clone);
        async move {
            match run {
                Ok(run) => run.scope(future).await,
                Err(_) => future.await,
            }
        }
    }

    /// Lets `future` work for this run: what it logs goes here.
    pub(crate) async fn scope<F: Future>(self: &Arc<Self>, future: F) -> F::Output {
        RUN.scope(Arc::clone(self), future).await
    }

    /// How much there is, in bytes.
    pub(crate) fn length(&self) -> usize {
        self.lock().len()
    }

    /// Forgets all that came before `start`.
    pub(crate) fn keep_from(&self, start: usize) {
        let mut lines = self.lock();
        let start = start.min(lines.len());
        lines.drain(..start);
    }

    /// The lines so far.
    pub(crate) fn take(&self) -> String {
        std::mem::take(&mut *self.lock())
    }

    /// Puts lines that were taken, and have not gone out, before those that came since.
    #[cfg(feature = "api")]
    pub(crate) fn give_back(&self, taken: &str) {
        let mut lines = self.lock();
        let left = LONGEST.saturating_sub(lines.len());
        lines.insert_str(0, &taken[..taken.floor_char_boundary(left)]);
    }

    /// Adds `line`, which ends with a line feed, and gives back what may be seen of it.
    fn add<'a>(&self, line: &'a str) -> Cow<'a, str> {
        let line = self.shown(line);
        let mut lines = self.lock();
        if lines.len() + line.len() <= LONGEST {
            lines.push_str(&line);
        } else if !lines.ends_with(CUT) {
            lines.push_str(CUT);
        }
        line
    }

    fn shown<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.secrets.redactor().text(text)
    }

    // A thread that panicked while it held the lock has at worst left a part of a line.
    fn lock(&self) -> MutexGuard<'_, String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const CUT: &str = "(the log is longer than an answer may carry; see stderr for the rest)\n";

/// Crates whose words are for their own developers; below a warning they are not logged, and never with addresses.
const QUIET: [&str; 9] = ["axum", "h2", "hyper", "hyper_util", "mio", "reqwest", "rustls", "tokio", "tower"];

/// Sends the lines of `tracing` to the run that they belong to. What it is not interested in is nobody's in this process.
#[derive(Debug)]
struct RunLayer {
    level: Level,
    stderr: Stderr,
}

/// The lines that leave this process.
#[derive(Clone, Debug)]
struct Stderr {
    sink: Arc<Sink>,
    as_json: bool,
}

impl Stderr {
    fn write(&self, level: Level, line: &str, origin: Option<&Origin>) {
        match self.as_json {
            true => self.sink.write(&json::line(level, line, origin, Timestamp::now())),
            false => self.sink.write(line),
        }
    }
}

/// What else gets what is traced.
#[cfg(feature = "otel")]
pub(crate) type Exporter = crate::otel::Exporter;

/// Nobody.
#[cfg(not(feature = "otel"))]
#[derive(Debug)]
pub(crate) enum Exporter {}

/// Makes the layer the subscriber of this process, unless there is one.
pub(crate) fn install(debug: bool, as_json: bool, sink: Sink, exporter: Option<&Exporter>) {
    let stderr = Stderr { sink: Arc::new(sink), as_json };
    let layer = RunLayer { level: if debug { Level::DEBUG } else { Level::INFO }, stderr: stderr.clone() };
    let subscriber = tracing_subscriber::registry().with(layer);
    #[cfg(feature = "otel")]
    let subscriber = subscriber.with(exporter.map(crate::otel::layer));
    #[cfg(not(feature = "otel"))]
    let _ = exporter;
    // An embedding program may have its own, which then decides.
    let _ = tracing::subscriber::set_global_default(subscriber);
    let standard = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let line = format!("panic at {place}: {}\n", panic_text(panic.payload()));
        let of_run = RUN.try_with(|run| stderr.write(Level::ERROR, &run.shown(&line), run.origin.as_ref()));
        match of_run {
            Ok(()) => {}
            // A test that fails is no line of a plugin.
            Err(_) if stderr.sink.is_nowhere() => standard(panic),
            Err(_) => stderr.write(Level::ERROR, &line, None),
        }
    }));
}

/// What a panic was called with.
pub(crate) fn panic_text(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no text")
}

impl<S: Subscriber> Layer<S> for RunLayer {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        let root = metadata.target().split("::").next().unwrap_or_default();
        let level = if QUIET.contains(&root) { Level::WARN } else { self.level };
        if *metadata.level() <= level { Interest::always() } else { Interest::never() }
    }

    fn max_level_hint(&self) -> Option<tracing::level_filters::LevelFilter> {
        Some(self.level.into())
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut line = Line { message: String::with_capacity(96), fields: String::new() };
        event.record(&mut line);
        line.message.push_str(&line.fields);
        line.message.push('\n');
        let (level, line) = (*event.metadata().level(), line.message);
        let of_run = RUN.try_with(|run| self.stderr.write(level, &run.add(&line), run.origin.as_ref()));
        if of_run.is_err() {
            self.stderr.write(level, &line, None);
        }
    }
}

/// The message of an event, and its other fields as ` name=value`.
struct Line {
    message: String,
    fields: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a String cannot fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}
