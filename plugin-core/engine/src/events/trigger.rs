//! Runs the function of a trigger until it ends or is stopped.

use super::context::{Start, TriggerContext};
use super::folders::Folders;
use super::handle::Events;
use crate::step::{Call, Outcome, Output, OutputOf, Step, StepOutput};
use plugin_schema::error::{PluginError, Result};
use plugin_schema::{Fields, Struct};
use std::sync::Arc;

/// Runs a trigger until it ends or is stopped, and then sends its pending events. If some remain unsent, the run fails.
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
    if outcome.is_ok() && !start.shutdown.is_received() {
        tracing::warn!("The trigger has ended by itself. A trigger usually loops until it is stopped.");
    }
    // After a stop or an error the caller does not wait long.
    match (context.finish(outcome.is_err()).await, outcome) {
        (Ok(()), outcome) => outcome,
        (Err(delivery_error), Ok(_)) => Err(delivery_error),
        (Err(delivery_error), Err(error)) => {
            tracing::warn!("{delivery_error}");
            Err(error)
        }
    }
}

/// The functions for the return type of a trigger, which is `Result<()>`.
pub fn trigger_output<O: Outcome<Output: IsNothing>>() -> OutputOf<O> {
    OutputOf {
        table: <() as Fields>::table,
        count: 0,
        finish: |_, outcome| outcome.into_result().map(|_| StepOutput::null()),
    }
}

/// The type `()`.
#[diagnostic::on_unimplemented(
    message = "PLG007: a trigger returns `Result<()>`: send a `{Self}` with `events.send(..)`",
    label = "expected `Result<()>`"
)]
pub trait IsNothing {}

#[diagnostic::do_not_recommend]
impl IsNothing for () {}

/// The last argument that a trigger takes by value.
#[diagnostic::on_unimplemented(
    message = "PLG008: a trigger sends its events with `Events<Output>`, not with `{Self}`",
    label = "expected `Events<Output>`",
    note = "the events come after the input, and before the context"
)]
pub trait EventsArgument: Sized {
    /// The type of an event.
    type Event;

    /// Takes the argument from a call.
    ///
    /// # Errors
    /// A server error if the step is not a trigger, which the macros make impossible.
    fn of(call: &Call<'_>) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<O> EventsArgument for Events<O> {
    type Event = O;

    fn of(call: &Call<'_>) -> Result<Self> {
        let context = call.extension.and_then(|extension| extension.downcast_ref::<Arc<TriggerContext>>());
        let context =
            context.ok_or_else(|| PluginError::server("This step is not a trigger and has no events."))?;
        Ok(Self::new(Arc::clone(context)))
    }
}

/// The fields of the events of a trigger, for its description.
pub fn event_of<E: EventsArgument<Event: Output>>() -> &'static Struct {
    <E::Event as Fields>::table()
}
