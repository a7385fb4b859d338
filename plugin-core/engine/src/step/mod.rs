//! What an action, a trigger or a task is to the engine. The macro describes it; what it describes is written here.

mod arguments;
mod call;
mod kinds;
mod outcome;
mod page;

pub use arguments::{
    BorrowedArgument, ConfigArgument, ConnectionArgument, ContextArgument, InputArgument, InputOrConfig,
    fields_of_input_or_config, is_borrowed_argument, is_connection, is_input_argument,
};
pub use call::{Call, OutputOf, action_output, fields_of};
pub use kinds::{ActionFor, ActionOf, Nothing, TaskFor, TaskOf, TriggerFor, TriggerOf};
pub use outcome::{Input, Outcome, Output, is_input};
pub use page::PageMeta;
pub use page::{CustomConfig, Page, task_output};

use futures_util::future::BoxFuture;
use plugin_schema::Struct;
use plugin_schema::error::Result;
use std::time::Duration;

/// What a step returns when it succeeds.
pub struct StepOutput {
    /// The output, JSON text.
    pub(crate) json: Vec<u8>,
    /// What a task returns beside its output.
    pub(crate) page: Option<PageMeta>,
}

impl StepOutput {
    pub(crate) fn new(json: Vec<u8>) -> Self {
        Self { json, page: None }
    }

    /// No output.
    pub(crate) fn null() -> Self {
        Self::new(b"null".to_vec())
    }
}

/// A step of a plugin, as its annotation describes it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Name on the wire.
    pub name: &'static str,
    /// Title for people.
    pub title: &'static str,
    /// What it does, in one sentence.
    pub description: &'static str,
    /// The fields of its input.
    pub input: fn() -> &'static Struct,
    /// The fields of its output.
    pub output: fn() -> &'static Struct,
    /// The fields of the state of a task.
    pub state: fn() -> &'static Struct,
    /// When a task runs, as JSON text.
    pub schedule: Option<&'static str>,
    /// How long it may take, in place of `--step-timeout`.
    pub timeout: Option<Duration>,
    /// Reads the input, runs the author's function, writes the output.
    pub run: for<'a> fn(Call<'a>) -> BoxFuture<'a, Result<StepOutput>>,
}
