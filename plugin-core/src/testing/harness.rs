//! Runs the steps of a plugin in the process of a test.

use super::answer::Answer;
use super::send::{handle, within};
use super::trigger::RunningTrigger;
use super::workspace::Workspace;
use crate::Plugin;
use jiff::Timestamp;
use plugin_engine::job::{self, Resolve};
use plugin_engine::log::{self, Sink};
use plugin_engine::{Configuration, Engine, Settings};
use plugin_http::mock::Stub;
use plugin_run::{Clock, TestClock};
use serde_json::{Value, json};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Where the clocks of tests stand: midnight of 2026-01-01, UTC.
const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// A plugin under test. Connections are kept from one step to the next, and so is what triggers remember.
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
    /// The plugin without connection parameters. Its clock stands at midnight of 2026-01-01, UTC.
    ///
    /// What steps log is in their answers only, unless the test has a subscriber of its own for `tracing`.
    pub fn new(plugin: Plugin) -> Self {
        log::install(true, false, Sink::discard(), None);
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

    /// With these connection parameters.
    pub fn connection(mut self, parameters: Value) -> Self {
        self.connection = parameters;
        self
    }

    /// With this `meta` in the messages; without it `{"triggerId": "test"}`.
    pub fn meta(mut self, meta: Value) -> Self {
        self.meta = meta;
        self
    }

    /// With this configuration for tasks.
    pub fn custom_config(mut self, config: Value) -> Self {
        self.custom_config = config;
        self
    }

    /// With an API that is not there: the clients that the plugin makes talk to `stub`, whatever their addresses are. The clock of
    /// the stub is then that of the plugin: what either waits moves it.
    pub fn stub(mut self, stub: &Stub) -> Self {
        self.clock = stub.test_clock();
        // Nobody else has the engine before the first step.
        if let Some(engine) = Arc::get_mut(&mut self.engine) {
            engine.set_clock(Clock::Test(stub.test_clock()));
        }
        self.stub = Some(stub.clone());
        self
    }

    /// Moves the clock: what [`Context::now`](crate::Context::now) says. A trigger that sleeps is moved by
    /// [`RunningTrigger::advance`](super::RunningTrigger::advance).
    pub fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    /// Sets the time of the day, as somebody does who sets the clock of the machine. Whoever sleeps sleeps on.
    pub fn set_now(&self, now: Timestamp) {
        self.clock.set(now);
    }

    /// The folder in the place of `/workspace`, in which triggers keep their states.
    pub fn workspace(&self) -> &Path {
        &self.workspace.0
    }

    /// Runs an action.
    pub async fn action(&self, name: &str, input: Value) -> Answer {
        self.send(job::run, self.message("action", name, json!({"input": input}))).await
    }

    /// Runs a task, from where `state` says.
    pub async fn task(&self, name: &str, input: Value, state: Value) -> Answer {
        let config = &self.custom_config;
        let more = json!({"input": input, "state": state, "custom_config": config});
        self.send(job::run, self.message("task", name, more)).await
    }

    /// Starts a trigger, which goes on beside the test until it ends or [`RunningTrigger::end`](super::RunningTrigger::end) is called.
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
    pub async fn test_connection(&self) -> Answer {
        let body = json!({"meta": self.meta, "connection": self.connection});
        self.send(job::test, json!({"version": "v1", "type": "connection_test", "body": body})).await
    }

    /// Tests the connection for a task.
    pub async fn test_task(&self, name: &str) -> Answer {
        self.send(job::test_task, self.message("task", name, json!({"state": {}}))).await
    }

    fn message(&self, kind: &str, name: &str, more: Value) -> Value {
        let mut body = json!({kind: name, "meta": self.meta, "connection": self.connection});
        if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
            body.extend(more);
        }
        json!({"version": "v1", "type": format!("{kind}_start"), "body": body})
    }

    async fn send(&self, resolve: Resolve, message: Value) -> Answer {
        within(self.stub.as_ref(), handle(&self.engine, resolve, &message)).await
    }
}

/// Prints nothing of the connection.
impl fmt::Debug for Harness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Harness").field("plugin", &self.engine.plugin.info.name).finish_non_exhaustive()
    }
}
