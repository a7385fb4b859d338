//! The one way through: message, connection, input, step, output, answer.

use crate::connection::{AnyConnection, Cache, Live};
use crate::error::{PluginError, Result};
use crate::log::{RunLog, panic_text};
use crate::message::{Kind, Message, Parts, Reply};
use crate::plugin::Plugin;
use crate::step::{Call, Done, Step};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a door asks the engine to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Run,
    /// Test the connection, for the step that the message names or for itself.
    Test,
    /// Test the connection for a task.
    TestTask,
}

/// A plugin at work. Doors hand it messages.
pub(crate) struct Engine {
    pub(crate) plugin: Plugin,
    connections: Cache,
    /// How long a step may take.
    step_timeout: Duration,
    /// `vendor/title:version`
    origin: String,
}

/// One message on its way, and what belongs to it.
struct Request<'a> {
    message: &'a Message<'a>,
    mode: Mode,
    request_id: &'a str,
    deadline: Instant,
    run: &'a RunLog,
}

impl Engine {
    pub(crate) fn new(plugin: Plugin, step_timeout: Duration) -> Self {
        let origin = plugin.info.origin();
        Self { plugin, connections: Cache::default(), step_timeout, origin }
    }

    /// Answers a message. Whatever happens on the way, there is an answer.
    pub(crate) async fn handle(&self, message: &Message<'_>, mode: Mode, request_id: &str) -> Reply {
        let run = Arc::new(RunLog::default());
        let deadline = Instant::now() + self.step_timeout;
        let request = Request { message, mode, request_id, deadline, run: &run };
        let outcome = run.scope(self.guarded(&request)).await;
        let parts = Parts {
            kind: message.kind(),
            meta: message.meta(),
            log: run.take(),
            is_test: mode != Mode::Run,
            redactor: run.redactor(),
        };
        Reply::new(&parts, outcome)
    }

    /// The run with an end, and with its panics caught.
    async fn guarded(&self, request: &Request<'_>) -> Result<Done> {
        let run = AssertUnwindSafe(self.step(request)).catch_unwind();
        let outcome = match tokio::time::timeout(self.step_timeout, run).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => {
                Err(PluginError::server(format_args!("The step panicked: {}", panic_text(&*panic))))
            }
            Err(_) => Err(PluginError::server(format_args!(
                "The step was stopped because it took longer than {} seconds. See --step-timeout.",
                self.step_timeout.as_secs_f64()
            ))),
        };
        outcome.inspect_err(|error| log_failure(error, request))
    }

    async fn step(&self, request: &Request<'_>) -> Result<Done> {
        let kind = request.message.check()?;
        let connector = &self.plugin.connector;
        let live = self.connections.get(connector, request.message.connection(), request.run).await?;
        if kind == Kind::ConnectionTest {
            tracing::info!("{}", self.origin);
            return self.test(request, &live).await.map(Done::output);
        }
        let name = request.message.name(kind).unwrap_or_default();
        let step = self.plugin.step(kind, &name)?;
        let call = self.call(request, kind, step, &*live.connection);
        match request.mode {
            Mode::Run => (step.run)(call).await,
            Mode::Test | Mode::TestTask => {
                call.begin();
                self.test(request, &live).await.map(Done::output)
            }
        }
    }

    async fn test(&self, request: &Request<'_>, live: &Live) -> Result<Vec<u8>> {
        let connector = &self.plugin.connector;
        match connector.test_task {
            Some(test_task)
                if request.mode == Mode::TestTask || request.message.kind() == Some(Kind::Task) =>
            {
                let (start, name) =
                    (request.run.length(), request.message.name(Kind::Task).unwrap_or_default());
                let answer = test_task(&*live.connection, &name).await?;
                if request.mode == Mode::TestTask {
                    // What a test for a task logs is its message, and then the whole log.
                    request.run.keep_from(start);
                }
                Ok(answer)
            }
            _ => (connector.test)(&*live.connection).await,
        }
    }

    fn call<'a>(
        &'a self,
        request: &Request<'a>,
        kind: Kind,
        step: &Step,
        connection: &'a AnyConnection,
    ) -> Call<'a> {
        Call {
            connection,
            input: request.message.input(),
            state: request.message.state(),
            config: request.message.config(),
            meta: request.message.meta(),
            request_id: request.request_id,
            deadline: request.deadline,
            origin: &self.origin,
            step: step.name,
            kind: kind.key(),
        }
    }
}

fn log_failure(error: &PluginError, request: &Request<'_>) {
    match error.data_text() {
        // The data of a failed test for a task is the whole log.
        data if request.mode == Mode::TestTask && error.is_explained() && !data.is_empty() => {
            request.run.keep_from(usize::MAX);
            tracing::error!("{data}");
        }
        _ => tracing::error!("{error}"),
    }
}
