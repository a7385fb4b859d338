//! Counts what the server does, for Prometheus.

use plugin_engine::job::Job;
use plugin_engine::{Engine, MessageKind, Plugin};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::collections::BTreeMap;
use std::fmt::Error;
use std::time::Duration;

/// The media type of [`Metrics::encode`].
pub(crate) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the histogram's buckets, in seconds.
const BUCKETS: [f64; 12] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0, 300.0];

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

/// All metrics. Those of the steps exist from the start, so that counting a step costs no more than a few additions.
pub(crate) struct Metrics {
    registry: Registry,
    steps: BTreeMap<(&'static str, &'static str), StepMetrics>,
    pub(crate) rejected: Counter,
    running: Gauge,
    connections: Gauge,
    dead_letters: Gauge,
}

/// The metrics of one step.
pub(crate) struct StepMetrics {
    /// Runs that ended with 200, with 400, and with any other status.
    ended: [Counter; 3],
    seconds: Histogram,
}

impl StepMetrics {
    /// Counts a run that took `time` and ended with `status`.
    pub(crate) fn observe(&self, status: u16, time: Duration) {
        let counter = match status {
            200 => 0,
            400 => 1,
            _ => 2,
        };
        self.ended[counter].inc();
        self.seconds.observe(time.as_secs_f64());
    }
}

impl Metrics {
    pub(crate) fn new(plugin: &Plugin) -> Self {
        let mut registry = Registry::with_prefix("plugin");
        let ended = Family::<StatusLabels, Counter>::default();
        registry.register("steps", "Steps that have ended, by status", ended.clone());
        let seconds =
            Family::<Labels, Histogram>::new_with_constructor(|| Histogram::new(BUCKETS.iter().copied()));
        registry.register_with_unit("step", "How long steps have taken", Unit::Seconds, seconds.clone());
        let (rejected, running, connections) = (Counter::default(), Gauge::default(), Gauge::default());
        registry.register(
            "refused",
            "Messages rejected because too many steps were running",
            rejected.clone(),
        );
        registry.register("running", "Steps that run or wait", running.clone());
        registry.register("connections", "Connections in the cache", connections.clone());
        let dead_letters = Gauge::default();
        let help = "Events that dispatchers have rejected, kept until somebody retries or drops them";
        registry.register("dead_letters", help, dead_letters.clone());
        let names = plugin.actions().map(|name| (MessageKind::Action, name));
        let names = names.chain(plugin.tasks().map(|name| (MessageKind::Task, name)));
        let steps = names.map(|(kind, step)| {
            let kind = kind.key();
            let with_status = |status| ended.get_or_create_owned(&StatusLabels { kind, step, status });
            let ended = [with_status(200), with_status(400), with_status(500)];
            let seconds = seconds.get_or_create_owned(&Labels { kind, step });
            ((kind, step), StepMetrics { ended, seconds })
        });
        Self { steps: steps.collect(), registry, rejected, running, connections, dead_letters }
    }

    /// The metrics of the step that a job runs. A test of the connection is not counted.
    pub(crate) fn step(&self, job: &Job<'_>) -> Option<&StepMetrics> {
        let (kind, step) = match job {
            Job::Action(step) => (MessageKind::Action, step),
            Job::Task(step) => (MessageKind::Task, step),
            _ => return None,
        };
        self.steps.get(&(kind.key(), step.name))
    }

    /// The metrics in the text format of OpenMetrics.
    ///
    /// # Errors
    /// None in practice: writing to a `String` does not fail.
    pub(crate) fn encode(&self, engine: &Engine, active: usize) -> Result<String, Error> {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.running.set(count(active));
        self.connections.set(count(engine.connections()));
        self.dead_letters.set(count(engine.dead_letters()));
        let mut text = String::new();
        text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
