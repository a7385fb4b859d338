//! Runs one message from parsing to reply: connection, input, step, output.

use crate::cloud::Configuration;
use crate::connection::{Cache, CachedConnection};
use crate::events::{self, Folders};
use crate::job::{ConnectionTest, Job};
use crate::log::panic_text;
use crate::message::{Message, MessageKind, Reply, ReplyContext};
use crate::plugin::Plugin;
use crate::step::{Call, Step, StepOutput};
use futures_util::FutureExt;
use plugin_run::{Clock, LogFields, Run, trace, unless_elapsed};
use plugin_schema::error::{PluginError, Preset, Result};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::sleep_until;

/// Settings of an engine.
pub struct Settings {
    /// The timeout of a step that sets none of its own.
    pub step_timeout: Duration,
    /// Whether the plugin runs in the cloud: each request opens a connection, and errors carry metrics.
    pub in_cloud: bool,
    /// The configuration of tasks by organisation.
    pub configuration: Configuration,
    /// The folder of trigger states if `/workspace/cache` does not exist.
    pub state_dir: Option<PathBuf>,
    /// The clock of the runs.
    pub clock: Clock,
}

/// The longest timeout. A longer one may overflow an [`Instant`].
const MAX_TIMEOUT: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Runs the messages of one plugin.
pub struct Engine {
    /// The plugin.
    pub plugin: Plugin,
    connections: Cache,
    step_timeout: Duration,
    /// Whether the plugin runs in the cloud.
    pub in_cloud: bool,
    configuration: Configuration,
    clock: Clock,
    /// `vendor/title:version`
    origin: String,
    folders: Folders,
}

/// Metadata of a request. A field is empty if the frontend does not know it.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestMeta<'a> {
    /// The path of the request.
    pub path: &'a str,
    /// The ID of the request.
    pub request_id: &'a str,
    /// The organisation of the sender.
    pub organisation: &'a str,
    /// The integration of the sender.
    pub integration: &'a str,
}

/// One message with its job, its timeout and its run.
struct Request<'a> {
    message: &'a Message<'a>,
    job: Job<'a>,
    meta: RequestMeta<'a>,
    timeout: Duration,
    run: Arc<Run>,
}

impl Engine {
    /// Creates an engine for `plugin`.
    pub fn new(plugin: Plugin, settings: Settings) -> Self {
        let origin = plugin.info.origin();
        Self {
            folders: Folders { workspace: plugin.workspace.clone(), state: settings.state_dir },
            plugin,
            connections: Cache::default(),
            step_timeout: settings.step_timeout,
            in_cloud: settings.in_cloud,
            configuration: settings.configuration,
            clock: settings.clock,
            origin,
        }
    }

    /// Executes the job of a message. Every failure becomes a reply.
    pub async fn handle(&self, message: &Message<'_>, job: Job<'_>, meta: RequestMeta<'_>) -> Reply {
        let timeout = job.timeout().unwrap_or(self.step_timeout).min(MAX_TIMEOUT);
        let start = Instant::now();
        let run = Arc::new(Run {
            clock: self.clock.clone(),
            meta: message.meta().into(),
            log_fields: self.in_cloud.then(|| log_fields(&meta)),
            ..Run::new(meta.request_id, start + timeout)
        });
        let request = Request { message, job, meta, timeout, run };
        let (kind, name) =
            (message.kind().map_or("message", MessageKind::key), request.job.step().map(|s| s.name));
        let work = async {
            let (outcome, end) = request.run.scope(self.guarded(&request)).await;
            let context = ReplyContext {
                kind: message.kind(),
                run: &request.run,
                is_test: request.job.is_test(),
                metrics: self.in_cloud.then_some((&self.plugin.info, message.input())),
            };
            let reply = context.reply(outcome, end.duration_since(start));
            trace::status(Some(reply.status));
            reply
        };
        trace::step(kind, name.unwrap_or_default(), meta.request_id, work).await
    }

    /// Replaces the clock of the runs.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// The number of cached connections.
    pub fn connections(&self) -> usize {
        self.connections.len()
    }

    /// The number of dead letters: events that dispatchers rejected.
    pub fn dead_letters(&self) -> usize {
        self.folders.of_states().map_or(0, |folder| events::dead_letter_count(&folder))
    }

    /// Drops the connections that no message has used for a while. A long-running frontend calls this periodically.
    pub fn remove_idle_connections(&self) {
        self.connections.remove_idle();
    }

    /// Drops all connections and waits until they have logged out. Must be called within a runtime.
    pub async fn shutdown(&self) {
        self.connections.clear();
        plugin_http::finish_logouts().await;
    }

    /// Executes the job within its timeout and turns a panic into an error. Returns the time at which the job ended, too.
    async fn guarded(&self, request: &Request<'_>) -> (Result<StepOutput>, Instant) {
        let run = async { self.execute(request).await.map(|output| redact_output(output, &request.run)) };
        let run = AssertUnwindSafe(run).catch_unwind();
        let deadline = request.run.deadline;
        let outcome = unless_elapsed(|| sleep_until(deadline.into()), run).await;
        let end = Instant::now();
        let outcome = match outcome {
            // A step that never awaits is not interrupted by the timeout.
            Some(Ok(Ok(_))) if end > deadline => Err(timed_out(request)),
            Some(Ok(outcome)) => outcome,
            Some(Err(panic)) => {
                Err(PluginError::server(format_args!("The step panicked: {}", panic_text(&*panic))))
            }
            None => Err(timed_out(request)),
        };
        let outcome = match outcome {
            Err(error) if error.is_stopped() => Ok(StepOutput::null()),
            outcome => outcome.inspect_err(|error| log_failure(error, request)),
        };
        (outcome, end)
    }

    async fn execute(&self, request: &Request<'_>) -> Result<StepOutput> {
        if let Job::Invalid { error, .. } = &request.job {
            return Err(error.clone());
        }
        let (connector, parameters) = (&self.plugin.connector, request.message.connection());
        let uncached = self.in_cloud.then(Cache::default);
        let connections = uncached.as_ref().unwrap_or(&self.connections);
        let connection = connections.get(connector, parameters, &request.run).await?;
        let outcome = self.execute_with(request, &connection).await;
        if has_rejected_credentials(&outcome) {
            self.connections.evict(&connection);
        }
        outcome
    }

    async fn execute_with(&self, request: &Request<'_>, connection: &CachedConnection) -> Result<StepOutput> {
        match &request.job {
            Job::Invalid { error, .. } => Err(error.clone()),
            Job::Action(step) => (step.run)(self.call(request, step, MessageKind::Action, connection)).await,
            Job::Task(step) => {
                let configuration = self.configuration(request, step.name);
                let call = self.call(request, step, MessageKind::Task, connection);
                let config = configuration.as_deref().unwrap_or(call.config);
                (step.run)(Call { config, ..call }).await
            }
            Job::StartTrigger(step, start) => {
                let call = self.call(request, step, MessageKind::Trigger, connection);
                // In boxes, since a future is as large as its largest branch, and each action would move it.
                let dispatcher = request.message.dispatcher();
                Box::pin(events::run_trigger(step, call, start, dispatcher, &self.folders)).await
            }
            Job::TestConnection(test) => {
                let output = Box::pin(self.test(test, &request.run, connection)).await;
                output.map(StepOutput::new)
            }
        }
    }

    fn call<'a>(
        &'a self,
        request: &'a Request<'_>,
        step: &'a Step,
        kind: MessageKind,
        connection: &'a CachedConnection,
    ) -> Call<'a> {
        Call {
            connection: &*connection.value,
            input: request.message.input(),
            state: request.message.state(),
            config: request.message.config(),
            extension: None,
            run: &request.run,
            origin: &self.origin,
            step: step.name,
            kind: kind.key(),
        }
    }

    /// The settings of the configuration service for this task and this sender.
    fn configuration(&self, request: &Request<'_>, task: &str) -> Option<String> {
        let RequestMeta { organisation, integration, .. } = request.meta;
        let tasks: Vec<_> = self.plugin.tasks().collect();
        let has_state = request.message.state().is_some_and(|state| state.trim_ascii().len() > "{}".len());
        self.configuration.of_task(task, organisation, integration, &tasks, has_state)
    }

    async fn test(
        &self,
        test: &ConnectionTest<'_>,
        run: &Run,
        connection: &CachedConnection,
    ) -> Result<Vec<u8>> {
        match test.step {
            Some(step) => tracing::info!("{}. Step name: {}", self.origin, step.name),
            None => tracing::info!("{}", self.origin),
        }
        let connector = &self.plugin.connector;
        match (connector.test_task, test.task) {
            (Some(test_task), Some(task)) => {
                let start = run.log.len();
                let output = test_task(&*connection.value, task.name).await?;
                if test.has_own_log {
                    run.log.keep_from(start);
                }
                Ok(output)
            }
            _ => (connector.test)(&*connection.value).await,
        }
    }
}

fn log_fields(meta: &RequestMeta<'_>) -> LogFields {
    LogFields {
        path: meta.path.to_owned(),
        organisation: meta.organisation.to_owned(),
        integration: meta.integration.to_owned(),
    }
}

fn timed_out(request: &Request<'_>) -> PluginError {
    let hint = match request.job.step().and_then(|step| step.timeout) {
        Some(_) => "The step sets this timeout itself.",
        None => "Raise it with --step-timeout.",
    };
    PluginError::server(format_args!(
        "The step was stopped because it took longer than {} seconds. {hint}",
        request.timeout.as_secs_f64()
    ))
}

/// Masks the secrets of the run in its output. A state does not change, since the next run reads it.
fn redact_output(mut output: StepOutput, run: &Run) -> StepOutput {
    let redactor = run.secrets.redactor();
    redactor.json(&mut output.json);
    if let Some(state) = output.page.as_ref().and_then(|page| page.state.as_deref()) {
        plugin_run::secrets::warn_of_secret_in_state(&redactor, state);
    }
    output
}

/// Whether the API rejected the credentials, so that the next run needs a new connection. 401 has this meaning with every preset
/// of the error table. With 403 the API has accepted the credentials.
fn has_rejected_credentials(outcome: &Result<StepOutput>) -> bool {
    let error = match outcome {
        Ok(output) => output.page.as_ref().and_then(|page| page.error.as_ref()),
        Err(error) => Some(error),
    };
    error.is_some_and(|error| match error.status() {
        Some(401) => true,
        Some(403) => false,
        _ => error.preset().is_some_and(Preset::is_of_credentials),
    })
}

fn log_failure(error: &PluginError, request: &Request<'_>) {
    let has_own_log = match &request.job {
        Job::TestConnection(test) => test.has_own_log,
        _ => false,
    };
    match error.data() {
        // The log of a failed test for a task contains nothing but the data of its error.
        data if has_own_log && error.is_explained() && !data.is_empty() => {
            request.run.log.clear();
            tracing::error!("{data}");
        }
        _ => tracing::error!("{error:#}"),
    }
}
