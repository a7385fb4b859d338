//! What a message asks the engine to do, resolved once where the message enters.

use crate::events::{self, Start};
use crate::message::{Message, MessageKind};
use crate::plugin::Plugin;
use crate::step::Step;
use plugin_schema::error::{PluginError, Result};
use std::time::Duration;

/// What the engine does with a message.
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
    /// Replies with an error: the plugin cannot do what the message asks for.
    Invalid {
        /// Says why.
        error: PluginError,
        /// The frontend was asked for a test, not for a run.
        is_test: bool,
    },
}

/// A test of the connection.
#[derive(Debug)]
pub struct ConnectionTest<'a> {
    /// The step that the message names.
    pub step: Option<&'a Step>,
    /// The task that the connection is tested for, where it has a test of its own for tasks.
    pub task: Option<&'a Step>,
    /// The reply carries only what the test itself logs.
    pub has_own_log: bool,
}

/// Resolves a message: [`run()`], [`test()`] or [`test_task()`].
pub type Resolve = for<'a> fn(&'a Plugin, &Message<'_>) -> Job<'a>;

/// Runs the action or the task that the message names. A message of type `connection_test` tests the connection.
pub fn run<'a>(plugin: &'a Plugin, message: &Message<'_>) -> Job<'a> {
    match step_of(plugin, message) {
        Ok((MessageKind::Action, Some(step))) => Job::Action(step),
        Ok((MessageKind::Task, Some(step))) => Job::Task(step),
        Ok((MessageKind::Trigger, _)) => Job::Invalid {
            error: PluginError::caller("A trigger is started on stdin, not over HTTP."),
            is_test: false,
        },
        Ok((_, step)) => Job::TestConnection(ConnectionTest { step, task: None, has_own_log: false }),
        Err(error) => Job::Invalid { error, is_test: false },
    }
}

/// Starts the trigger that the message names; any other message is run.
pub fn start<'a>(plugin: &'a Plugin, message: &Message<'_>, start: &'a Start) -> Job<'a> {
    match step_of(plugin, message) {
        Ok((MessageKind::Trigger, Some(step))) => Job::StartTrigger(step, start),
        _ => run(plugin, message),
    }
}

/// Tests the connection, for the step that the message names or for itself.
pub fn test<'a>(plugin: &'a Plugin, message: &Message<'_>) -> Job<'a> {
    tested(message, || {
        let (kind, step) = step_of(plugin, message)?;
        let task = step.filter(|_| kind == MessageKind::Task);
        Ok(ConnectionTest { step, task, has_own_log: false })
    })
}

/// Tests the connection for the task that the message names.
pub fn test_task<'a>(plugin: &'a Plugin, message: &Message<'_>) -> Job<'a> {
    tested(message, || {
        let kind = message.check()?;
        let name = message.name(MessageKind::Task).ok_or_else(|| Message::unnamed(MessageKind::Task))?;
        let task = plugin.step(MessageKind::Task, &name)?;
        let step = (kind != MessageKind::ConnectionTest).then(|| step_of(plugin, message)).transpose()?;
        Ok(ConnectionTest { step: step.and_then(|(_, step)| step), task: Some(task), has_own_log: true })
    })
}

fn tested<'a>(message: &Message<'_>, test: impl FnOnce() -> Result<ConnectionTest<'a>>) -> Job<'a> {
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

/// The kind of the message and the step that it names; a connection test names none.
fn step_of<'a>(plugin: &'a Plugin, message: &Message<'_>) -> Result<(MessageKind, Option<&'a Step>)> {
    let kind = message.check()?;
    if kind == MessageKind::ConnectionTest {
        return Ok((kind, None));
    }
    let name = message.name(kind).unwrap_or_default();
    plugin.step(kind, &name).map(|step| (kind, Some(step)))
}

impl<'a> Job<'a> {
    /// The step that is run, or for which the connection is tested.
    pub fn step(&self) -> Option<&'a Step> {
        match self {
            Self::Action(step) | Self::Task(step) | Self::StartTrigger(step, _) => Some(step),
            Self::TestConnection(test) => test.step,
            Self::Invalid { .. } => None,
        }
    }

    /// Whether the frontend was asked for a test, not for a run.
    pub fn is_test(&self) -> bool {
        matches!(self, Self::TestConnection(_) | Self::Invalid { is_test: true, .. })
    }

    /// How long the job may take, unless the step says nothing about it. A trigger runs until it is stopped.
    pub fn timeout(&self) -> Option<Duration> {
        match self {
            Self::StartTrigger(..) => Some(Duration::MAX),
            _ => self.step()?.timeout,
        }
    }
}
