//! For tests of plugins: any step, run in the test's own process as a server would run it. Feature `testing`.
//!
//! What a [`Harness`] runs goes the whole way: the message is read, the connection made and kept, the input checked, the
//! output written, secrets hidden. Only what lies outside is replaced: the caller, the dispatcher and the clock.
//!
//! ```
//! use plugin_core::testing::Harness;
//! use plugin_core::{Result, Schema, action};
//! use serde::{Deserialize, Serialize};
//! use serde_json::json;
//!
//! #[derive(Deserialize, Schema)]
//! struct DoubleInput {
//!     /// Any number
//!     number: i64,
//! }
//!
//! #[derive(Serialize, Schema)]
//! struct DoubleOutput {
//!     /// Twice the number
//!     number: i64,
//! }
//!
//! /// Double a number
//! #[action]
//! async fn double(input: DoubleInput) -> Result<DoubleOutput> {
//!     Ok(DoubleOutput { number: 2 * input.number })
//! }
//!
//! plugin_core::plugin! { title: "Numbers", vendor: "acme", actions: [double] }
//!
//! // #[tokio::test]
//! async fn it_doubles() {
//!     let harness = Harness::new(plugin());
//!     let answer = harness.action("double", json!({"number": 21})).await;
//!     assert_eq!(answer.output(), &json!({"number": 42}));
//!     let answer = harness.action("double", json!({"number": "21"})).await;
//!     assert_eq!(answer.error(), "The action input is invalid: /number: expected a whole number, found a string.");
//! }
//! # fn main() { tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(it_doubles()) }
//! ```

mod answer;
mod trigger;

pub use answer::Answer;
pub use plugin_http::mock::{Canned, On, Sent, Stub};
pub use trigger::Running;

use crate::Plugin;
use jiff::Timestamp;
use plugin_engine::Configuration;
use plugin_engine::Message;
use plugin_engine::job::{self, Job, Resolve};
use plugin_engine::log::{self, Sink};
use plugin_engine::{Engine, RequestMeta, Settings};
use plugin_run::{Clock, TestClock};
use serde_json::{Value, json};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Where the clocks of tests stand: midnight of 2026-01-01, UTC.
const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// A plugin under test. Connections are kept from one step to the next, and so is what triggers remember.
pub struct Harness {
    engine: Arc<Engine>,
    clock: Arc<TestClock>,
    connection: Value,
    meta: Value,
    custom_config: Value,
    workspace: Arc<Workspace>,
    stub: Option<Stub>,
}

/// A folder in the place of `/workspace`, taken away in the end.
#[derive(Debug)]
struct Workspace(PathBuf);

impl Workspace {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("plugin-test-{:x}", fastrand::u128(..)));
        // Without it triggers say what they lack.
        let _ = std::fs::create_dir_all(folder.join("cache"));
        Self(folder)
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // It lies where the system tidies up.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Harness {
    /// The plugin without connection parameters. Its clock stands at midnight of 2026-01-01, UTC.
    ///
    /// What steps log is in their answers only, unless the test has a subscriber of its own for `tracing`.
    pub fn new(plugin: Plugin) -> Self {
        log::install(true, false, Sink::nowhere(), None);
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
    /// [`Running::advance`].
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

    /// Starts a trigger, which goes on beside the test until it ends or [`Running::end`] is called.
    ///
    /// # Panics
    /// If there is no tokio runtime.
    pub fn trigger(&self, name: &str, input: Value) -> Running {
        let more = json!({"input": input, "dispatcher": {"url": "http://dispatcher.test/events"}});
        let message = self.message("trigger", name, more);
        let (engine, clock) = (Arc::clone(&self.engine), Arc::clone(&self.clock));
        Running::start(engine, clock, self.stub.clone(), Arc::clone(&self.workspace), message)
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

/// `work` with the clients that it makes talking to the stub, if there is one.
async fn within<T>(stub: Option<&Stub>, work: impl Future<Output = T>) -> T {
    match stub {
        Some(stub) => stub.scope(work).await,
        None => work.await,
    }
}

async fn handle<'a>(
    engine: &'a Engine,
    resolve: impl FnOnce(&'a plugin_engine::Plugin, &Message<'_>) -> Job<'a>,
    message: &Value,
) -> Answer {
    let text = message.to_string();
    match Message::parse(text.as_bytes()) {
        Ok(message) => {
            let meta = RequestMeta { request_id: "test", ..RequestMeta::default() };
            let reply = engine.handle(&message, resolve(&engine.plugin, &message), meta).await;
            Answer { status: reply.status, envelope: serde_json::from_slice(&reply.body).unwrap_or_default() }
        }
        Err(error) => {
            let body = json!({"error": error.to_string(), "log": "", "meta": {}, "status": "error"});
            Answer { status: 400, envelope: json!({"body": body, "type": null, "version": "v1"}) }
        }
    }
}
