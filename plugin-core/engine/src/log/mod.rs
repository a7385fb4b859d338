//! Writes the events of `tracing` to the log of their run and to stderr.

mod escape;
mod filter;
mod json;
mod sink;
mod writer;

pub use filter::Filter;
pub use sink::{Sink, report};

use jiff::Timestamp;
use plugin_run::Run;
use std::fmt::{self, Write as _};
use std::sync::{Arc, OnceLock};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, set_global_default};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// Writes the events of `tracing` to the log of their run. It decides for the whole process which events are enabled.
#[derive(Debug)]
struct RunLayer {
    filter: Filter,
    stderr: Stderr,
    /// Whether another layer receives spans. Without one, spans are disabled.
    has_spans: bool,
}

/// Writes lines to stderr, as text or as JSON.
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

/// The sink of the installed log.
static SINK: OnceLock<Arc<Sink>> = OnceLock::new();

/// Waits until the lines so far are written, at most half a second: before the process exits.
pub fn flush() {
    if let Some(sink) = SINK.get() {
        sink.flush();
    }
}

/// A layer that receives the spans of steps and API calls.
pub type SpanLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// Installs the layer as the global subscriber, unless the process has one, and a panic hook that logs.
pub fn install(mut filter: Filter, as_json: bool, sink: Sink, spans: Option<SpanLayer>) {
    let stderr = Stderr { sink: Arc::new(sink), as_json };
    let ignored = filter.ignored.take();
    let layer = RunLayer { filter, stderr: stderr.clone(), has_spans: spans.is_some() };
    let _ = SINK.set(Arc::clone(&stderr.sink));
    // The subscriber of an embedding program takes precedence.
    let _ = match spans {
        Some(spans) => set_global_default(tracing_subscriber::registry().with(spans).with(layer)),
        None => set_global_default(EventsOnly(layer)),
    };
    if let Some(reason) = ignored {
        tracing::warn!("{reason}");
    }
    let standard = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let line = format!("panic at {place}: {}\n", panic_text(panic.payload()));
        let of_run = Run::with_current(|run| stderr.write(Level::ERROR, &run.redact(&line), Some(run)));
        match of_run {
            Some(()) => {}
            // The panic of a failed assertion in a test is printed as usual.
            None if matches!(*stderr.sink, Sink::Discard) => standard(panic),
            None => stderr.write(Level::ERROR, &line, None),
        }
        // A panic may end the process.
        stderr.sink.flush();
    }));
}

/// The message of a panic.
pub fn panic_text(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

impl RunLayer {
    fn is_enabled(&self, metadata: &Metadata<'_>) -> bool {
        match metadata.is_span() {
            true => self.has_spans,
            false => self.filter.is_enabled(metadata.target(), metadata.level()),
        }
    }

    fn interest(&self, metadata: &Metadata<'_>) -> Interest {
        if self.is_enabled(metadata) { Interest::always() } else { Interest::never() }
    }

    fn write(&self, event: &Event<'_>) {
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

impl<S: Subscriber> Layer<S> for RunLayer {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        self.interest(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.filter.max_level())
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.write(event);
    }
}

/// The subscriber of a process without a layer for spans: the registry, which stores spans, would cost each process and each event
/// something.
struct EventsOnly(RunLayer);

impl Subscriber for EventsOnly {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        self.0.interest(metadata)
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.0.is_enabled(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.0.filter.max_level())
    }

    fn event(&self, event: &Event<'_>) {
        self.0.write(event);
    }

    // No span is enabled.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The message of an event, and its other fields as ` name=value`.
struct Line {
    message: String,
    fields: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a `String` cannot fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}
