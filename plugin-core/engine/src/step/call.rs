//! Passes arguments to a step and writes its output.

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

/// One call of a step. The code of the macros takes the arguments of the author's function from it, in this order: input,
/// [`Call::begin`], connection, context. Then the `finish` of [`action_output`] writes the return value.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub(crate) connection: &'a (dyn Any + Send + Sync),
    pub(crate) input: &'a str,
    /// The state of a task, if the message has one.
    pub(crate) state: Option<&'a str>,
    /// The configuration of a task.
    pub(crate) config: &'a str,
    /// The context of a trigger.
    pub(crate) extension: Option<&'a (dyn Any + Send + Sync)>,
    pub(crate) run: &'a Arc<Run>,
    /// `vendor/title:version`, the beginning of the log line that names the step.
    pub(crate) origin: &'a str,
    pub(crate) step: &'static str,
    pub(crate) kind: &'static str,
}

impl<'a> Call<'a> {
    /// Parses and validates the input.
    ///
    /// # Errors
    /// A caller error if the input does not match the schema.
    pub fn input<I: Input>(&self) -> Result<I> {
        let kind = self.kind;
        json::read_fields(self.input, true)
            .map_err(|error| PluginError::caller(format_args!("The {kind} input is invalid: {error}.")))
    }

    /// Checks the input of a step without input: any object is valid.
    ///
    /// # Errors
    /// A caller error if the input is not an object.
    pub fn no_input(&self) -> Result<()> {
        match self.input.as_bytes() {
            [b'{', ..] | b"null" => Ok(()),
            _ => Err(PluginError::caller(format_args!(
                "The {} input is invalid: expected an object.",
                self.kind
            ))),
        }
    }

    /// Logs that the step begins.
    pub fn begin(&self) {
        tracing::info!("{}. Step name: {}", self.origin, self.step);
    }

    /// The connection.
    ///
    /// # Errors
    /// A server error if it is not a `C`, which `plugin!` makes impossible.
    pub fn connection<C: Any>(&self) -> Result<&'a C> {
        self.connection.downcast_ref().ok_or_else(|| {
            PluginError::server(format_args!(
                "The step `{}` uses another connection than this plugin has.",
                self.step
            ))
        })
    }

    /// The context of the step.
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

/// Wraps text of a parsed message, which is always JSON.
fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// The functions that depend on the return type of a step.
pub struct OutputOf<O> {
    /// The fields of the output.
    pub table: fn() -> &'static Struct,
    /// The number of fields of the output.
    pub count: usize,
    /// Whether the step takes a state that cannot be `{}`, which the first run has.
    pub needs_state: bool,
    /// Writes the output as JSON text. Fails with the error of the step, or with a server error if the output does not match the
    /// schema.
    pub finish: fn(&Call<'_>, O) -> Result<StepOutput>,
}

/// The functions for the return type of an action. Only this function has these bounds, so the compiler reports a missing one
/// once.
pub fn action_output<O: Outcome<Output: Output>>() -> OutputOf<O> {
    OutputOf {
        table: <O::Output as Fields>::table,
        count: <O::Output as Fields>::COUNT,
        needs_state: false,
        finish: |call, outcome| call.write(&outcome.into_result()?).map(StepOutput::new),
    }
}

/// The fields of an input, for the description of a step.
pub fn fields_of<T: Fields>() -> &'static Struct {
    T::table()
}
