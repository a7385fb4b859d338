//! Controls a running trigger in a test.

use super::reply::StepReply;
use super::send::{handle, within_stub};
use super::workspace::Workspace;
use plugin_engine::signal::{Phase, ShutdownSignal};
use plugin_engine::{Engine, Message, SinkKind, Start, job};
use plugin_http::mock::Stub;
use plugin_run::TestClock;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The real time that a test waits for the trigger.
const WAIT_TIMEOUT: Duration = Duration::from_secs(30);

/// A trigger that runs concurrently with the test.
#[derive(Debug)]
pub struct RunningTrigger {
    events: UnboundedReceiver<Vec<u8>>,
    shutdown: watch::Sender<Phase>,
    clock: Arc<TestClock>,
    reply: JoinHandle<StepReply>,
    /// Keeps the folder until the trigger ends, even if the harness is dropped.
    _workspace: Arc<Workspace>,
}

impl RunningTrigger {
    pub(super) fn start(
        engine: Arc<Engine>,
        clock: Arc<TestClock>,
        stub: Option<Stub>,
        workspace: Arc<Workspace>,
        message: Value,
    ) -> Self {
        let (sender, events) = mpsc::unbounded_channel();
        let (shutdown, signal) = ShutdownSignal::new();
        let start = Start { kind: SinkKind::Test(sender), shutdown: signal };
        let reply = tokio::spawn(async move {
            let resolve = |plugin, message: &Message<'_>| job::start(plugin, message, &start);
            within_stub(stub.as_ref(), handle(&engine, resolve, &message)).await
        });
        Self { events, shutdown, clock, reply, _workspace: workspace }
    }

    /// Waits for the next event and returns its output.
    ///
    /// # Panics
    /// If the trigger ends first or sends no event within 30 seconds.
    pub async fn event(&mut self) -> Value {
        self.envelope().await["body"]["output"].take()
    }

    /// Waits for the next event and returns it as the dispatcher receives it: body, type and version.
    ///
    /// # Panics
    /// If the trigger ends first or sends no event within 30 seconds.
    pub async fn envelope(&mut self) -> Value {
        match tokio::time::timeout(WAIT_TIMEOUT, self.events.recv()).await {
            Ok(Some(event)) => serde_json::from_slice(&event).unwrap_or_default(),
            Ok(None) => {
                let reply = (&mut self.reply).await.map(|reply| reply.envelope);
                panic!("the trigger ended before it sent an event: {:#}", reply.unwrap_or_default()["body"])
            }
            Err(_) => panic!(
                "the trigger sent no event within {WAIT_TIMEOUT:?}: if it sleeps, call `RunningTrigger::advance`"
            ),
        }
    }

    /// Waits until the trigger sleeps, and then advances the clock.
    ///
    /// # Panics
    /// If the trigger does not sleep within 30 seconds.
    pub async fn advance(&self, duration: Duration) {
        let asleep = tokio::time::timeout(WAIT_TIMEOUT, self.clock.wait_for_sleeper()).await;
        assert!(asleep.is_ok(), "the trigger did not call `events.sleep` within {WAIT_TIMEOUT:?}");
        self.clock.advance(duration);
    }

    /// Waits until the trigger sleeps, and returns the outputs of the events sent until then.
    ///
    /// # Panics
    /// If the trigger does not sleep within 30 seconds.
    pub async fn events(&mut self) -> Vec<Value> {
        self.advance(Duration::ZERO).await;
        let mut events = Vec::new();
        while let Ok(event) = self.events.try_recv() {
            let mut event: Value = serde_json::from_slice(&event).unwrap_or_default();
            events.push(event["body"]["output"].take());
        }
        events
    }

    /// Stops the trigger like a signal, and returns its reply.
    ///
    /// # Panics
    /// If the runtime ends first.
    pub async fn stop(self) -> StepReply {
        self.shutdown.send_replace(Phase::Ending);
        self.wait().await
    }

    /// Waits until the trigger ends by itself, and returns its reply.
    ///
    /// # Panics
    /// If the runtime ends first.
    pub async fn wait(self) -> StepReply {
        match self.reply.await {
            Ok(reply) => reply,
            Err(error) => panic!("the trigger did not end: {error:#}"),
        }
    }
}
