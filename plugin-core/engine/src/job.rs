//! Resolves a message to a job. The frontend does this once, when the message enters.

use crate::events::{self, Start};
use crate::message::{Message, MessageKind};
use crate::plugin::Plugin;
use crate::step::Step;
use plugin_schema::error::{PluginError, Result};
use std::time::Duration;

/// The work of one message.
#[derive(Debug)]
pub enum Job<'a> {
    /// Runs an action.
    Action(&'a Step),
    /// Runs a task.
    Task(&'a Step),
    /// Runs a trigger until it is stopped.
    StartTrigger(&'a Step, &'a Start),
    /// Tests the connection.
    TestConnection(ConnectionTest<'a>),
    /// Replies with an error, since the plugin cannot execute the message.
    Invalid {
        /// The reason.
        error: PluginError,
        /// Whether the request was for a test and not for a run.
        is_test: bool,
    },
}

/// A test of the connection.
#[derive(Debug)]
pub struct ConnectionTest<'a> {
    /// The step that the message names, if any.
    pub step: Option<&'a Step>,
    /// The task to test for, if the connection has a test for tasks.
    pub task: Option<&'a Step>,
    /// Whether the reply contains only the lines that the test itself logs.
    pub has_own_log: bool,
}

/// The error of a request that starts a trigger over HTTP.
pub const TRIGGER_OVER_HTTP: &str = "A trigger is not started over HTTP. Start it with the command `run`, which reads the message from stdin or from a file.";

/// A function that resolves a message: [`run()`], [`test()`] or [`test_task()`].
pub type Resolve = for<'a> fn(&'a Plugin, &Message<'_>) -> Job<'a>;

/// Resolves a message to the action or the task that it names, and a message of type `connection_test` to a test.
pub fn run<'a>(plugin: &'a Plugin, message: &Message<'_>) -> Job<'a> {
    match step_of(plugin, message) {
        Ok((MessageKind::Action, Some(step))) => Job::Action(step),
        Ok((MessageKind::Task, Some(step))) => Job::Task(step),
        Ok((MessageKind::Trigger, _)) => {
            Job::Invalid { error: PluginError::caller(TRIGGER_OVER_HTTP), is_test: false }
        }
        Ok((_, step)) => Job::TestConnection(ConnectionTest { step, task: None, has_own_log: false }),
        Err(error) => Job::Invalid { error, is_test: false },
    }
}

/// Resolves a message to the start of the trigger that it names, and any other message like [`run()`].
pub fn start<'a>(plugin: &'a Plugin, message: &Message<'_>, start: &'a Start) -> Job<'a> {
    match step_of(plugin, message) {
        Ok((MessageKind::Trigger, Some(step))) => Job::StartTrigger(step, start),
        _ => run(plugin, message),
    }
}

/// Resolves a message to a connection test, for the step that it names or for none.
pub fn test<'a>(plugin: &'a Plugin, message: &Message<'_>) -> Job<'a> {
    test_job(message, || {
        let (kind, step) = step_of(plugin, message)?;
        let task = step.filter(|_| kind == MessageKind::Task);
        Ok(ConnectionTest { step, task, has_own_log: false })
    })
}

/// Resolves a message to a connection test for the task that it names.
pub fn test_task<'a>(plugin: &'a Plugin, message: &Message<'_>) -> Job<'a> {
    test_job(message, || {
        let kind = message.check()?;
        let name =
            message.name(MessageKind::Task).ok_or_else(|| Message::missing_name_error(MessageKind::Task))?;
        let task = plugin.step(MessageKind::Task, &name)?;
        let step = (kind != MessageKind::ConnectionTest).then(|| step_of(plugin, message)).transpose()?;
        Ok(ConnectionTest { step: step.and_then(|(_, step)| step), task: Some(task), has_own_log: true })
    })
}

fn test_job<'a>(message: &Message<'_>, test: impl FnOnce() -> Result<ConnectionTest<'a>>) -> Job<'a> {
    let checked = test().and_then(|test| {
        if message.kind() == Some(MessageKind::Trigger) {
            events::check(message.dispatcher())?;
        }
        Ok(test)
    });
    match checked {
        Ok(test) => Job::TestConnection(test),
        Err(error) => Job::Invalid { error, is_test: true },
    }
}

/// The kind of the message and the step that it names. A connection test names none.
fn step_of<'a>(plugin: &'a Plugin, message: &Message<'_>) -> Result<(MessageKind, Option<&'a Step>)> {
    let kind = message.check()?;
    if kind == MessageKind::ConnectionTest {
        return Ok((kind, None));
    }
    let name = message.name(kind).unwrap_or_default();
    plugin.step(kind, &name).map(|step| (kind, Some(step)))
}

impl<'a> Job<'a> {
    /// The step to run or to test the connection for.
    pub fn step(&self) -> Option<&'a Step> {
        match self {
            Self::Action(step) | Self::Task(step) | Self::StartTrigger(step, _) => Some(step),
            Self::TestConnection(test) => test.step,
            Self::Invalid { .. } => None,
        }
    }

    /// Whether the request was for a test and not for a run.
    pub fn is_test(&self) -> bool {
        matches!(self, Self::TestConnection(_) | Self::Invalid { is_test: true, .. })
    }

    /// The timeout of the step, if it sets one. A trigger runs until it is stopped.
    pub fn timeout(&self) -> Option<Duration> {
        match self {
            Self::StartTrigger(..) => Some(Duration::MAX),
            _ => self.step()?.timeout,
        }
    }
}
