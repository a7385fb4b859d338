//! What all requests of a server share.

use crate::admission::Admission;
use crate::memory::BodyMemory;
use crate::metrics::Metrics;
use crate::options::Options;
use crate::throttle::Throttle;
use plugin_engine::Engine;
use plugin_schema::values::Password;
use std::time::Duration;

/// A plugin that serves.
pub(crate) struct Server {
    pub(crate) engine: Engine,
    pub(crate) admission: Admission,
    pub(crate) metrics: Metrics,
    /// The token that requests must carry, if there is one.
    pub(crate) token: Option<Password>,
    pub(crate) wrong_tokens: Throttle,
    pub(crate) threads: usize,
    pub(crate) max_body: usize,
    /// For the head of a request and for its body; also how long an idle connection is kept.
    pub(crate) read_timeout: Duration,
    pub(crate) memory: BodyMemory,
}

impl Server {
    pub(crate) fn new(engine: Engine, token: Option<Password>, options: &Options) -> Self {
        Self {
            admission: Admission::new(options.max_running),
            metrics: Metrics::of(&engine.plugin),
            engine,
            token,
            wrong_tokens: Throttle::default(),
            threads: options.threads,
            max_body: options.max_body,
            read_timeout: options.read_timeout,
            memory: BodyMemory::new(options.max_body_memory, options.max_body),
        }
    }
}
