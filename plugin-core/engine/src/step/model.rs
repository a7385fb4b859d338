//! A step as its annotation describes it.

use super::call::Call;
use super::output::StepOutput;
use futures_util::future::BoxFuture;
use plugin_schema::Struct;
use plugin_schema::error::Result;
use std::time::Duration;

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
