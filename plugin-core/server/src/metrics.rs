//! What the server has done so far, for Prometheus.

use plugin_engine::{Engine, MessageKind, Plugin};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::collections::HashMap;
use std::fmt::Error;
use std::time::Duration;

/// The media type of [`Metrics::text`].
pub(crate) const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the histogram, in seconds.
const SECONDS: [f64; 12] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0, 300.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    kind: &'static str,
    step: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StatusLabels {
    kind: &'static str,
    step: &'static str,
    status: u16,
}

/// All that is counted. The steps are known from the start, so that counting one is no more than a few additions.
pub(crate) struct Metrics {
    registry: Registry,
    steps: HashMap<(&'static str, &'static str), OfStep>,
    pub(crate) refused: Counter,
    running: Gauge,
    connections: Gauge,
    dead_letters: Gauge,
}

struct OfStep {
    /// By status: 200, 400 and whatever else.
    ended: [Counter; 3],
    seconds: Histogram,
}

impl Metrics {
    pub(crate) fn of(plugin: &Plugin) -> Self {
        let mut registry = Registry::with_prefix("plugin");
        let ended = Family::<StatusLabels, Counter>::default();
        registry.register("steps", "Steps that have ended, by status", ended.clone());
        let seconds =
            Family::<Labels, Histogram>::new_with_constructor(|| Histogram::new(SECONDS.iter().copied()));
        registry.register_with_unit("step", "How long steps have taken", Unit::Seconds, seconds.clone());
        let (refused, running, connections) = (Counter::default(), Gauge::default(), Gauge::default());
        registry.register("refused", "Messages refused since too much was running", refused.clone());
        registry.register("running", "Steps that run or wait", running.clone());
        registry.register("connections", "Connections that are kept", connections.clone());
        let dead_letters = Gauge::default();
        let help = "Events that dispatchers have refused, kept until somebody retries or drops them";
        registry.register("dead_letters", help, dead_letters.clone());
        let names = plugin.actions().map(|name| (MessageKind::Action, name));
        let names = names.chain(plugin.tasks().map(|name| (MessageKind::Task, name)));
        let steps = names.map(|(kind, step)| {
            let kind = kind.key();
            let of_status = |status| ended.get_or_create_owned(&StatusLabels { kind, step, status });
            let seconds = seconds.get_or_create_owned(&Labels { kind, step });
            ((kind, step), OfStep { ended: [of_status(200), of_status(400), of_status(500)], seconds })
        });
        Self { steps: steps.collect(), registry, refused, running, connections, dead_letters }
    }

    /// A step of that kind and name has ended; one that the plugin does not have is not counted.
    pub(crate) fn ended(&self, kind: MessageKind, name: &str, status: u16, time: Duration) {
        let Some(step) = self.steps.get(&(kind.key(), name)) else { return };
        let counter = match status {
            200 => 0,
            400 => 1,
            _ => 2,
        };
        step.ended[counter].inc();
        step.seconds.observe(time.as_secs_f64());
    }

    /// As Prometheus reads it.
    ///
    /// # Errors
    /// None in practice: a text takes whatever is written to it.
    pub(crate) fn text(&self, engine: &Engine, active: usize) -> Result<String, Error> {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.running.set(count(active));
        self.connections.set(count(engine.connections()));
        self.dead_letters.set(count(engine.dead_letters()));
        let mut text = String::new();
        text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
