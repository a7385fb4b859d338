//! The one way through: message, connection, input, step, output, answer.

use crate::cloud::Configuration;
use crate::connection::{Cache, Live};
use crate::delivery::{self, Channel, Folders, Start};
use crate::error::{PluginError, Preset, Result};
use crate::log::panic_text;
use crate::message::{Kind, Message, Parts, Reply};
use crate::plugin::Plugin;
use crate::step::{Call, Done, Step};
use crate::trace;
use futures_util::FutureExt;
use plugin_run::{Clock, LogFields, Run};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a door asks the engine to do with a message.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mode<'a> {
    /// Run an action or a task.
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    Run,
    /// Run a trigger, which may go on for ever.
    Start(&'a Start),
    /// Test the connection, for the step that the message names or for itself.
    Test,
    /// Test the connection for a task.
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    TestTask,
}

/// What the engine can be told.
pub(crate) struct Settings {
    /// How long a step may take.
    pub(crate) step_timeout: Duration,
    /// This is the cloud, where each request connects anew and errors carry metrics.
    pub(crate) in_cloud: bool,
    /// What tasks are told, by organisation.
    pub(crate) configuration: Configuration,
    /// Where triggers keep their states if there is no `/workspace/cache`.
    pub(crate) state_dir: Option<PathBuf>,
    pub(crate) clock: Clock,
}

/// A trigger ends when it is told to.
const FOR_EVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// A plugin at work. Doors hand it messages.
pub(crate) struct Engine {
    pub(crate) plugin: Plugin,
    connections: Cache,
    step_timeout: Duration,
    pub(crate) in_cloud: bool,
    configuration: Configuration,
    clock: Clock,
    /// `vendor/title:version`
    origin: String,
    folders: Folders,
}

/// Who sends a message; empty where that is not said.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Caller<'a> {
    pub(crate) path: &'a str,
    pub(crate) request_id: &'a str,
    pub(crate) organisation: &'a str,
    pub(crate) integration: &'a str,
}

/// One message on its way, and what belongs to it.
struct Request<'a> {
    message: &'a Message<'a>,
    mode: Mode<'a>,
    /// The step that the message names, if there is one.
    step: Option<&'a Step>,
    caller: Caller<'a>,
    timeout: Duration,
    run: &'a Arc<Run>,
}

impl Engine {
    pub(crate) fn new(plugin: Plugin, settings: Settings) -> Self {
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

    /// Answers a message. Whatever happens on the way, there is an answer.
    pub(crate) async fn handle(&self, message: &Message<'_>, mode: Mode<'_>, caller: Caller<'_>) -> Reply {
        let step = message.kind().and_then(|kind| self.plugin.step(kind, &message.name(kind)?));
        let timeout = match (mode, message.kind()) {
            (Mode::Start(_), Some(Kind::Trigger)) => FOR_EVER,
            // A longer one might not fit into a clock.
            _ => step.and_then(|step| step.timeout).unwrap_or(self.step_timeout).min(FOR_EVER),
        };
        let deadline = Instant::now() + timeout;
        let run = Arc::new(Run {
            clock: self.clock.clone(),
            meta: message.meta().into(),
            log_fields: self.in_cloud.then(|| log_fields(&caller)),
            ..Run::new(caller.request_id, deadline)
        });
        let request = Request { message, mode, step, caller, timeout, run: &run };
        let (kind, name) = (message.kind().map_or("message", Kind::key), step.map_or("", |step| step.name));
        let work = async {
            let outcome = run.scope(self.guarded(&request)).await;
            let parts = Parts {
                kind: message.kind(),
                meta: message.meta(),
                log: run.log.take(),
                is_test: matches!(mode, Mode::Test | Mode::TestTask),
                redactor: run.secrets.redactor(),
                metrics: self.in_cloud.then_some((&self.plugin.info, message.input())),
            };
            let reply = Reply::new(&parts, outcome);
            trace::status(Some(reply.status));
            reply
        };
        trace::step(kind, name, caller.request_id, work).await
    }

    #[cfg(feature = "testing")]
    pub(crate) fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// How many connections are kept.
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    pub(crate) fn connections(&self) -> usize {
        self.connections.len()
    }

    /// How many events of triggers are kept since their dispatchers have refused them.
    #[cfg(feature = "server")]
    pub(crate) fn dead_letters(&self) -> usize {
        self.folders.of_states().map_or(0, |folder| delivery::dead_letter_count(&folder))
    }

    /// Forgets the connections that nobody has asked for in a while. For whoever keeps an engine for long to call now and then.
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    pub(crate) fn forget_idle(&self) {
        self.connections.forget_idle();
    }

    /// Forgets all connections, which then log out. For the end of a process, while there is a runtime.
    pub(crate) async fn end(&self) {
        self.connections.forget_all();
        crate::api::finish_logouts().await;
    }

    /// The run with an end, and with its panics caught.
    async fn guarded(&self, request: &Request<'_>) -> Result<Done> {
        let run = async { self.step(request).await.map(|done| hide_secrets(done, request.run)) };
        let run = AssertUnwindSafe(run).catch_unwind();
        let outcome = match tokio::time::timeout(request.timeout, run).await {
            // A timeout does not interrupt what never waits.
            Ok(Ok(Ok(_))) if Instant::now() > request.run.deadline => Err(overdue(request)),
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => {
                Err(PluginError::server(format_args!("The step panicked: {}", panic_text(&*panic))))
            }
            Err(_) => Err(overdue(request)),
        };
        match outcome {
            Err(end) if end.is_stopped() => Ok(Done::output(b"null".to_vec())),
            outcome => outcome.inspect_err(|error| log_failure(error, request)),
        }
    }

    async fn step(&self, request: &Request<'_>) -> Result<Done> {
        let kind = request.message.check()?;
        if matches!(request.mode, Mode::TestTask) {
            self.check_task(request.message)?;
        }
        let connector = &self.plugin.connector;
        let live = match self.in_cloud {
            true => Cache::default().get(connector, request.message.connection(), request.run).await?,
            false => self.connections.get(connector, request.message.connection(), request.run).await?,
        };
        let outcome = self.with_connection(request, kind, &live).await;
        if is_locked_out(&outcome) {
            self.connections.evict(&live);
        }
        outcome
    }

    async fn with_connection(&self, request: &Request<'_>, kind: Kind, live: &Live) -> Result<Done> {
        if kind == Kind::ConnectionTest {
            tracing::info!("{}", self.origin);
            return self.test(request, live).await.map(Done::output);
        }
        let Some(step) = request.step else {
            let name = request.message.name(kind).unwrap_or_default();
            return Err(PluginError::caller(self.plugin.lacks(kind, &name)));
        };
        let channel = self.channel(request, kind)?;
        let configuration = match kind {
            Kind::Task => self.configuration(request, step.name),
            _ => None,
        };
        let call = Call {
            connection: &*live.connection,
            input: request.message.input(),
            state: request.message.state(),
            config: configuration.as_deref().unwrap_or_else(|| request.message.config()),
            channel: channel.as_ref(),
            run: request.run,
            origin: &self.origin,
            step: step.name,
            kind: kind.key(),
        };
        match request.mode {
            Mode::Test | Mode::TestTask => {
                call.begin();
                self.test(request, live).await.map(Done::output)
            }
            _ => {
                if let Some(channel) = &channel {
                    return run_trigger(step, call, channel).await;
                }
                (step.run)(call).await
            }
        }
    }

    /// A test for a task must name one.
    fn check_task(&self, message: &Message<'_>) -> Result<()> {
        let name = message.name(Kind::Task).ok_or_else(|| Message::unnamed(Kind::Task))?;
        match self.plugin.step(Kind::Task, &name) {
            Some(_) => Ok(()),
            None => Err(PluginError::caller(self.plugin.lacks(Kind::Task, &name))),
        }
    }

    /// What the configuration service says for this task and this caller.
    fn configuration(&self, request: &Request<'_>, task: &str) -> Option<String> {
        let Caller { organisation, integration, .. } = request.caller;
        let tasks: Vec<_> = self.plugin.tasks().collect();
        let has_state = request.message.state().is_some_and(|state| state.trim_ascii().len() > "{}".len());
        self.configuration.of_task(task, organisation, integration, &tasks, has_state)
    }

    /// The way out of a trigger; in a test only its address is looked at.
    fn channel(&self, request: &Request<'_>, kind: Kind) -> Result<Option<Arc<Channel>>> {
        let (message, run) = (request.message, request.run);
        match (kind, request.mode) {
            (Kind::Trigger, Mode::Start(start)) => {
                Channel::open(start, message.dispatcher(), &self.folders, run)
                    .map(|channel| Some(Arc::new(channel)))
            }
            (Kind::Trigger, Mode::Run) => {
                Err(PluginError::caller("A trigger is started on stdin, not over HTTP."))
            }
            (Kind::Trigger, Mode::Test | Mode::TestTask) => {
                delivery::check(message.dispatcher()).map(|()| None)
            }
            _ => Ok(None),
        }
    }

    async fn test(&self, request: &Request<'_>, live: &Live) -> Result<Vec<u8>> {
        let connector = &self.plugin.connector;
        let is_test_task = matches!(request.mode, Mode::TestTask);
        match connector.test_task {
            Some(test_task) if is_test_task || request.message.kind() == Some(Kind::Task) => {
                let (start, name) =
                    (request.run.log.len(), request.message.name(Kind::Task).unwrap_or_default());
                let answer = test_task(&*live.connection, &name).await?;
                if is_test_task {
                    // What a test for a task logs is its message, and then the whole log.
                    request.run.log.keep_from(start);
                }
                Ok(answer)
            }
            _ => (connector.test)(&*live.connection).await,
        }
    }
}

fn log_fields(caller: &Caller<'_>) -> LogFields {
    LogFields {
        path: caller.path.to_owned(),
        organisation: caller.organisation.to_owned(),
        integration: caller.integration.to_owned(),
    }
}

fn overdue(request: &Request<'_>) -> PluginError {
    let cure = match request.step.and_then(|step| step.timeout) {
        Some(_) => "This is the step's own `timeout`.",
        None => "See --step-timeout.",
    };
    PluginError::server(format_args!(
        "The step was stopped because it took longer than {} seconds. {cure}",
        request.timeout.as_secs_f64()
    ))
}

/// Masks the secrets of the run in its output. A state is stored and read again, so it stays as it is.
fn hide_secrets(mut done: Done, run: &Run) -> Done {
    let redactor = run.secrets.redactor();
    redactor.json(&mut done.output);
    if let Some(state) = done.end.as_ref().and_then(|end| end.state.as_deref()) {
        plugin_run::secrets::warn_of_state(&redactor, state);
    }
    done
}

/// Whether the API no longer knows the credentials, so that the connection is better made anew. That is what 401 says, whatever
/// preset the error table makes of it; with 403 the API knows them well.
fn is_locked_out(outcome: &Result<Done>) -> bool {
    let error = match outcome {
        Ok(done) => done.end.as_ref().and_then(|end| end.error.as_ref()),
        Err(error) => Some(error),
    };
    error.is_some_and(|error| match error.status() {
        Some(401) => true,
        Some(403) => false,
        _ => error.preset_of().is_some_and(Preset::is_of_credentials),
    })
}

/// Runs a trigger until it ends or is ended, and sees its events on their way. Events that wait make a failure of what went
/// well.
async fn run_trigger(step: &Step, call: Call<'_>, channel: &Channel) -> Result<Done> {
    let outcome = tokio::select! {
        outcome = (step.run)(call) => outcome,
        () = channel.overdue() => Err(PluginError::stopped()),
    };
    // Whoever ends a trigger, or waits to be told why it failed, does not wait for long.
    match (channel.finish(outcome.is_err()).await, outcome) {
        (Ok(()), outcome) => outcome,
        (Err(unsent), Ok(_)) => Err(unsent),
        (Err(unsent), Err(error)) => {
            tracing::warn!("{unsent}");
            Err(error)
        }
    }
}

fn log_failure(error: &PluginError, request: &Request<'_>) {
    match error.data_text() {
        // The data of a failed test for a task is the whole log.
        data if matches!(request.mode, Mode::TestTask) && error.is_explained() && !data.is_empty() => {
            request.run.log.clear();
            tracing::error!("{data}");
        }
        _ => tracing::error!("{error}"),
    }
}
