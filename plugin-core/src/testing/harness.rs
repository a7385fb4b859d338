//! Runs the steps of a plugin in the process of a test.

use super::reply::StepReply;
use super::send::{handle, within_stub};
use super::trigger::RunningTrigger;
use super::workspace::Workspace;
use crate::Plugin;
use jiff::Timestamp;
use plugin_engine::job::{self, Resolve};
use plugin_engine::log::{self, Filter, Sink};
use plugin_engine::{Configuration, Engine, Settings};
use plugin_http::mock::Stub;
use plugin_run::{Clock, TestClock};
use serde_json::{Value, json};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The initial time of a test clock: midnight of 2026-01-01, UTC.
const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// A plugin under test. Cached connections and the states of triggers persist between steps.
#[must_use]
pub struct Harness {
    engine: Arc<Engine>,
    clock: Arc<TestClock>,
    connection: Value,
    meta: Value,
    custom_config: Value,
    workspace: Arc<Workspace>,
    stub: Option<Stub>,
}

impl Harness {
    /// Creates a harness without connection parameters. Its clock is at midnight of 2026-01-01, UTC.
    ///
    /// Log lines are only in the replies, unless the test installs its own subscriber for `tracing`.
    pub fn new(plugin: Plugin) -> Self {
        log::install(Filter::of_tests(), false, Sink::Discard, None);
        let workspace = Arc::new(Workspace::new());
        let clock = Arc::new(TestClock::at(START));
        let settings = Settings {
            step_timeout: Duration::from_secs(60),
            in_cloud: false,
            configuration: Configuration::default(),
            state_dir: None,
            clock: Clock::Test(Arc::clone(&clock)),
        };
        let engine = Arc::new(Engine::new(plugin.0.with_workspace(&workspace.0), settings));
        let meta = json!({"triggerId": "test"});
        Self { engine, clock, connection: json!({}), meta, custom_config: json!({}), workspace, stub: None }
    }

    /// Sets the connection parameters.
    pub fn connection(mut self, parameters: Value) -> Self {
        self.connection = parameters;
        self
    }

    /// Sets the `meta` of the messages. The default is `{"triggerId": "test"}`.
    pub fn meta(mut self, meta: Value) -> Self {
        self.meta = meta;
        self
    }

    /// Sets the configuration for tasks.
    pub fn custom_config(mut self, config: Value) -> Self {
        self.custom_config = config;
        self
    }

    /// Replaces the network: all clients of the plugin send their requests to `stub`. The plugin and the stub share a clock, and
    /// each wait advances it.
    pub fn stub(mut self, stub: &Stub) -> Self {
        self.clock = stub.test_clock();
        // Before the first step nothing else holds the engine.
        if let Some(engine) = Arc::get_mut(&mut self.engine) {
            engine.set_clock(Clock::Test(stub.test_clock()));
        }
        self.stub = Some(stub.clone());
        self
    }

    /// Advances the clock, which [`Context::now`](crate::Context::now) reads. For a sleeping trigger use
    /// [`RunningTrigger::advance`](super::RunningTrigger::advance).
    pub fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    /// Sets the wall-clock time, like a change of the system time. Sleeping steps are not woken.
    pub fn set_now(&self, now: Timestamp) {
        self.clock.set(now);
    }

    /// The folder that replaces `/workspace`. Triggers store their states in it.
    pub fn workspace(&self) -> &Path {
        &self.workspace.0
    }

    /// Runs an action.
    pub async fn action(&self, name: &str, input: Value) -> StepReply {
        self.send(job::run, self.message("action", name, json!({"input": input}))).await
    }

    /// Runs a task with this state.
    pub async fn task(&self, name: &str, input: Value, state: Value) -> StepReply {
        let config = &self.custom_config;
        let more = json!({"input": input, "state": state, "custom_config": config});
        self.send(job::run, self.message("task", name, more)).await
    }

    /// Starts a trigger. It runs concurrently with the test until it ends or [`RunningTrigger::stop`](super::RunningTrigger::stop)
    /// is called.
    ///
    /// # Panics
    /// If there is no tokio runtime.
    pub fn trigger(&self, name: &str, input: Value) -> RunningTrigger {
        let more = json!({"input": input, "dispatcher": {"url": "http://dispatcher.test/events"}});
        let message = self.message("trigger", name, more);
        let (engine, clock) = (Arc::clone(&self.engine), Arc::clone(&self.clock));
        RunningTrigger::start(engine, clock, self.stub.clone(), Arc::clone(&self.workspace), message)
    }

    /// Tests the connection.
    pub async fn test_connection(&self) -> StepReply {
        let body = json!({"meta": self.meta, "connection": self.connection});
        self.send(job::test, json!({"version": "v1", "type": "connection_test", "body": body})).await
    }

    /// Tests the connection for a task.
    pub async fn test_task(&self, name: &str) -> StepReply {
        self.send(job::test_task, self.message("task", name, json!({"state": {}}))).await
    }

    fn message(&self, kind: &str, name: &str, more: Value) -> Value {
        let mut body = json!({kind: name, "meta": self.meta, "connection": self.connection});
        if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
            body.extend(more);
        }
        json!({"version": "v1", "type": format!("{kind}_start"), "body": body})
    }

    async fn send(&self, resolve: Resolve, message: Value) -> StepReply {
        within_stub(self.stub.as_ref(), handle(&self.engine, resolve, &message)).await
    }
}

/// Prints the name of the plugin and nothing of the connection.
impl fmt::Debug for Harness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Harness").field("plugin", &self.engine.plugin.info.name).finish_non_exhaustive()
    }
}
