//! The state that all requests of a server share.

pub(crate) mod admission;
pub(crate) mod memory;
pub(crate) mod metrics;
pub(crate) mod throttle;

use crate::options::Options;
use admission::Admission;
use memory::BodyMemory;
use metrics::Metrics;
use plugin_engine::Engine;
use plugin_schema::values::Password;
use std::time::Duration;
use throttle::Throttle;

/// A plugin that is served.
pub(crate) struct Server {
    pub(crate) engine: Engine,
    pub(crate) admission: Admission,
    pub(crate) metrics: Metrics,
    /// The token that requests must carry, if there is one.
    pub(crate) token: Option<Password>,
    /// Bounds the log lines about wrong tokens.
    pub(crate) wrong_tokens: Throttle,
    pub(crate) threads: usize,
    /// In bytes.
    pub(crate) max_body: usize,
    /// For the head of a request and for its body; also how long an idle connection stays open.
    pub(crate) read_timeout: Duration,
    pub(crate) memory: BodyMemory,
}

impl Server {
    pub(crate) fn new(engine: Engine, token: Option<Password>, options: &Options) -> Self {
        Self {
            admission: Admission::new(options.max_running),
            metrics: Metrics::new(&engine.plugin),
            engine,
            token,
            wrong_tokens: Throttle::default(),
            threads: options
                .threads
                .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)),
            max_body: options.max_body,
            read_timeout: options.read_timeout,
            memory: BodyMemory::new(options.max_body_memory, options.max_body),
        }
    }
}
