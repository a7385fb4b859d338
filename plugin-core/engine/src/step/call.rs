//! One call of a step: what it is given, and what it gives back.

use super::outcome::{Input, Outcome, Output};
use super::output::StepOutput;
use crate::context::Context;
use plugin_run::Run;
use plugin_schema::error::{PluginError, Result};
use plugin_schema::json;
use plugin_schema::{Fields, Struct};
use serde_json::value::RawValue;
use std::any::Any;
use std::sync::Arc;

/// One call of a step. The macros' code takes from it what the author's function asks for, in this order:
/// input, [`Call::begin`], connection, context; then the `finish` of [`action_output`] writes what the function returned.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub(crate) connection: &'a (dyn Any + Send + Sync),
    pub(crate) input: &'a str,
    /// The state of a task, if one was sent.
    pub(crate) state: Option<&'a str>,
    /// The configuration of a task.
    pub(crate) config: &'a str,
    /// What a kind of step adds for its own functions: a trigger its events.
    pub(crate) extension: Option<&'a (dyn Any + Send + Sync)>,
    pub(crate) run: &'a Arc<Run>,
    /// `vendor/title:version`, with which the line of the log begins that names the step.
    pub(crate) origin: &'a str,
    pub(crate) step: &'static str,
    pub(crate) kind: &'static str,
}

impl<'a> Call<'a> {
    /// The input, read and checked.
    ///
    /// # Errors
    /// The caller's, if the input is not what the schema asks for.
    pub fn input<I: Input>(&self) -> Result<I> {
        let kind = self.kind;
        json::read_fields(self.input, true)
            .map_err(|error| PluginError::caller(format_args!("The {kind} input is invalid: {error}.")))
    }

    /// A function without input takes whatever object comes.
    ///
    /// # Errors
    /// The caller's, if it is something else.
    pub fn no_input(&self) -> Result<()> {
        match self.input.as_bytes() {
            [b'{', ..] | b"null" => Ok(()),
            _ => Err(PluginError::caller(format_args!(
                "The {} input is invalid: expected an object.",
                self.kind
            ))),
        }
    }

    /// Notes in the log that the step begins.
    pub fn begin(&self) {
        tracing::info!("{}. Step name: {}", self.origin, self.step);
    }

    /// The connection.
    ///
    /// # Errors
    /// The server's if it is not a `C`, which [`super::StepFor`] makes impossible in a plugin made by `plugin!`.
    pub fn connection<C: Any>(&self) -> Result<&'a C> {
        self.connection.downcast_ref().ok_or_else(|| {
            PluginError::server(format_args!(
                "The step `{}` uses another connection than this plugin has.",
                self.step
            ))
        })
    }

    /// What the step may ask about its run.
    pub fn context(&self) -> Context {
        Context { run: Arc::clone(self.run), meta: raw(&self.run.meta), input: raw(self.input) }
    }

    pub(super) fn write<O: Output>(&self, output: &O) -> Result<Vec<u8>> {
        if let Some((field, violation)) = output.validate(false) {
            return Err(PluginError::server(format_args!(
                "The output of the step `{}` is invalid: {field} {violation}.",
                self.step
            )));
        }
        let mut text = Vec::with_capacity(256);
        json::write(output, &mut text).map_err(|error| {
            PluginError::server(format_args!(
                "The output of the step `{}` cannot be written: {error}.",
                self.step
            ))
        })?;
        Ok(text)
    }
}

/// The text came out of a message that was read, so that it is JSON.
fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// What depends on the return type of a step.
pub struct OutputOf<O> {
    /// The fields of the output.
    pub table: fn() -> &'static Struct,
    /// How many fields the output has.
    pub count: usize,
    /// Writes the output as JSON text. Fails with the step's own error, or with the server's if the output is not what the
    /// schema says.
    pub finish: fn(&Call<'_>, O) -> Result<StepOutput>,
}

/// The only place with these bounds, so that a type that lacks them is told once.
pub fn action_output<O: Outcome<Output: Output>>() -> OutputOf<O> {
    OutputOf {
        table: <O::Output as Fields>::table,
        count: <O::Output as Fields>::COUNT,
        finish: |call, outcome| call.write(&outcome.into_result()?).map(StepOutput::new),
    }
}

/// The fields of an input, for the description of a step.
pub fn fields_of<T: Fields>() -> &'static Struct {
    T::table()
}
