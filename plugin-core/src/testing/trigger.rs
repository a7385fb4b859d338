//! A trigger at work.

use super::answer::Answer;
use super::send::{handle, within};
use super::workspace::Workspace;
use plugin_engine::Engine;
use plugin_engine::Message;
use plugin_engine::job;
use plugin_engine::signal::{Phase, ShutdownSignal};
use plugin_engine::{SinkKind, Start};
use plugin_http::mock::Stub;
use plugin_run::TestClock;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a test waits for something to happen, in real time.
const PATIENCE: Duration = Duration::from_secs(30);

/// A trigger that works beside the test.
#[derive(Debug)]
pub struct RunningTrigger {
    events: UnboundedReceiver<Vec<u8>>,
    end: watch::Sender<Phase>,
    clock: Arc<TestClock>,
    work: JoinHandle<Answer>,
    /// Kept until the trigger ends, whoever has the harness.
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
        let (end, told) = ShutdownSignal::new();
        let start = Start { kind: SinkKind::Test(sender), shutdown: told };
        let work = tokio::spawn(async move {
            let resolve = |plugin, message: &Message<'_>| job::start(plugin, message, &start);
            within(stub.as_ref(), handle(&engine, resolve, &message)).await
        });
        Self { events, end, clock, work, _workspace: workspace }
    }

    /// The output of the next event, as soon as there is one.
    ///
    /// # Panics
    /// If the trigger ends before, or sends none within 30 seconds.
    pub async fn event(&mut self) -> Value {
        self.envelope().await["body"]["output"].take()
    }

    /// The next event as the dispatcher gets it: body, type and version.
    ///
    /// # Panics
    /// If the trigger ends before, or sends none within 30 seconds.
    pub async fn envelope(&mut self) -> Value {
        match tokio::time::timeout(PATIENCE, self.events.recv()).await {
            Ok(Some(event)) => serde_json::from_slice(&event).unwrap_or_default(),
            Ok(None) => {
                let answer = (&mut self.work).await.map(|answer| answer.envelope);
                panic!("the trigger ended without a further event: {:#}", answer.unwrap_or_default()["body"])
            }
            Err(_) => panic!("the trigger sent no event; does it sleep? See `RunningTrigger::advance`"),
        }
    }

    /// Waits until the trigger sleeps, and then moves the clock.
    ///
    /// # Panics
    /// If it does not sleep within 30 seconds.
    pub async fn advance(&self, duration: Duration) {
        let asleep = tokio::time::timeout(PATIENCE, self.clock.wait_for_sleeper()).await;
        assert!(asleep.is_ok(), "the trigger does not sleep; does it call `events.sleep`?");
        self.clock.advance(duration);
    }

    /// The outputs of the events that it has sent until it sleeps.
    ///
    /// # Panics
    /// If it does not sleep within 30 seconds.
    pub async fn events(&mut self) -> Vec<Value> {
        self.advance(Duration::ZERO).await;
        let mut events = Vec::new();
        while let Ok(event) = self.events.try_recv() {
            let mut event: Value = serde_json::from_slice(&event).unwrap_or_default();
            events.push(event["body"]["output"].take());
        }
        events
    }

    /// Tells the trigger to end, as the operating system does, and gives its answer.
    ///
    /// # Panics
    /// If the runtime ends before it.
    pub async fn end(self) -> Answer {
        self.end.send_replace(Phase::Ending);
        self.ended().await
    }

    /// Waits until the trigger ends by itself, and gives its answer.
    ///
    /// # Panics
    /// If the runtime ends before it.
    pub async fn ended(self) -> Answer {
        match self.work.await {
            Ok(answer) => answer,
            Err(error) => panic!("the trigger did not end: {error:#}"),
        }
    }
}
