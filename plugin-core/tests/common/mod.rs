//! Runs calls without waiting, and collects what they log.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use std::sync::{Arc, Mutex};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// Collects what is logged, with all fields.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<String>>);

impl<S: tracing::Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct All<'a>(&'a mut String);
        impl tracing::field::Visit for All<'_> {
            fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                self.0.push_str(&format!("{field}={value:?}\n"));
            }
        }
        event.record(&mut All(&mut self.0.lock().unwrap()));
    }
}

/// What `work` logs, at every level and from every crate.
pub fn logged<T>(work: impl FnOnce() -> T) -> (T, String) {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::registry().with(lines.clone());
    let value = tracing::subscriber::with_default(subscriber, work);
    let lines = lines.0.lock().unwrap().clone();
    (value, lines)
}

/// Runs `work` on a clock that jumps over each wait.
pub fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(work)
}
