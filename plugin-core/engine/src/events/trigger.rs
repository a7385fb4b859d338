//! How a trigger runs: its function with its events, until it ends or is stopped.

use super::context::{Start, TriggerContext};
use super::folders::Folders;
use super::handle::Events;
use crate::step::{Call, Outcome, Output, OutputOf, Step, StepOutput};
use plugin_schema::error::{PluginError, Result};
use plugin_schema::{Fields, Struct};
use std::sync::Arc;

/// Runs a trigger until it ends or is stopped, and sends what its events still wait for. Events that wait make a failure of a
/// success.
pub async fn run_trigger(
    step: &Step,
    call: Call<'_>,
    start: &Start,
    dispatcher: &str,
    folders: &Folders,
) -> Result<StepOutput> {
    let context = Arc::new(TriggerContext::open(start, dispatcher, folders, call.run)?);
    let call = Call { extension: Some(&context), ..call };
    let outcome = tokio::select! {
        outcome = (step.run)(call) => outcome,
        () = context.timed_out() => Err(PluginError::stopped()),
    };
    // A caller that ends a trigger, or waits for its error, does not wait for long.
    match (context.finish(outcome.is_err()).await, outcome) {
        (Ok(()), outcome) => outcome,
        (Err(unsent), Ok(_)) => Err(unsent),
        (Err(unsent), Err(error)) => {
            tracing::warn!("{unsent}");
            Err(error)
        }
    }
}

/// The checks of a trigger's return type; its output is its events.
pub fn trigger_output<O: Outcome<Output: IsNothing>>() -> OutputOf<O> {
    OutputOf {
        table: <() as Fields>::table,
        count: 0,
        finish: |_, outcome| outcome.into_result().map(|_| StepOutput::null()),
    }
}

/// Only `()`.
#[diagnostic::on_unimplemented(
    message = "a trigger returns `Result<()>`, not a result of `{Self}`",
    label = "expected `Result<()>`",
    note = "send the output as an event: `events.send(..)`"
)]
pub trait IsNothing {}

#[diagnostic::do_not_recommend]
impl IsNothing for () {}

/// The last argument that a trigger takes by value.
#[diagnostic::on_unimplemented(
    message = "a trigger sends its events with `Events<Output>`, not with `{Self}`",
    label = "expected `Events<Output>`",
    note = "the events come after the input, and before the context"
)]
pub trait EventsArgument: Sized {
    /// One event.
    type Event;

    /// What the trigger sends its events with.
    ///
    /// # Errors
    /// The server's if there are none, which the engine makes impossible for a trigger that runs.
    fn of(call: &Call<'_>) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<O> EventsArgument for Events<O> {
    type Event = O;

    fn of(call: &Call<'_>) -> Result<Self> {
        let context = call.extension.and_then(|extension| extension.downcast_ref::<Arc<TriggerContext>>());
        let context = context.ok_or_else(|| PluginError::server("This step has no events."))?;
        Ok(Self::new(Arc::clone(context)))
    }
}

/// The fields of the events of a trigger, for its description.
pub fn event_of<E: EventsArgument<Event: Output>>() -> &'static Struct {
    <E::Event as Fields>::table()
}
