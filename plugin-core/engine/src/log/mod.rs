//! Sends what is logged with `tracing` to the run that it belongs to, and to stderr.

mod escape;
mod json;
mod sink;

pub use sink::{Sink, report};

use jiff::Timestamp;
use plugin_run::Run;
use std::fmt::{self, Write as _};
use std::sync::Arc;
use tracing::field::{Field, Visit};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// Crates whose words are for their own developers; below a warning they are not logged, and never with addresses.
const QUIET: [&str; 9] = ["axum", "h2", "hyper", "hyper_util", "mio", "reqwest", "rustls", "tokio", "tower"];

/// Sends the lines of `tracing` to the run that they belong to. What it is not interested in is nobody's in this process.
#[derive(Debug)]
struct RunLayer {
    level: Level,
    stderr: Stderr,
    /// Another layer gets the spans; without one they cost nothing.
    has_spans: bool,
}

/// The lines that leave this process.
#[derive(Clone, Debug)]
struct Stderr {
    sink: Arc<Sink>,
    as_json: bool,
}

impl Stderr {
    fn write(&self, level: Level, line: &str, run: Option<&Run>) {
        match self.as_json {
            true => self.sink.write(&json::line(level, line, run, Timestamp::now())),
            false => self.sink.write(line),
        }
    }
}

/// A layer that gets the spans of steps and API calls.
pub type SpanLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// Makes the layer the subscriber of this process, unless there is one.
pub fn install(debug: bool, as_json: bool, sink: Sink, spans: Option<SpanLayer>) {
    let stderr = Stderr { sink: Arc::new(sink), as_json };
    let level = if debug { Level::DEBUG } else { Level::INFO };
    let layer = RunLayer { level, stderr: stderr.clone(), has_spans: spans.is_some() };
    let subscriber = tracing_subscriber::registry().with(spans).with(layer);
    // An embedding program may have its own, which then decides.
    let _ = tracing::subscriber::set_global_default(subscriber);
    let standard = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let line = format!("panic at {place}: {}\n", panic_text(panic.payload()));
        let of_run = Run::with_current(|run| stderr.write(Level::ERROR, &run.redact(&line), Some(run)));
        match of_run {
            Some(()) => {}
            // A test that fails is no line of a plugin.
            None if stderr.sink.is_discarding() => standard(panic),
            None => stderr.write(Level::ERROR, &line, None),
        }
    }));
}

/// What a panic was called with.
pub fn panic_text(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no text")
}

impl<S: Subscriber> Layer<S> for RunLayer {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if metadata.is_span() {
            return if self.has_spans { Interest::always() } else { Interest::never() };
        }
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
        let of_run = Run::with_current(|run| self.stderr.write(level, &run.log_line(&line), Some(run)));
        if of_run.is_none() {
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
