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
        needs_state: false,
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
pub trait EventsArgument {
    /// The type of an event.
    type Event;

    /// Converts the events of a trigger into the type of the argument.
    fn of(events: Events<Self::Event>) -> Self;
}

#[diagnostic::do_not_recommend]
impl<O> EventsArgument for Events<O> {
    type Event = O;

    fn of(events: Self) -> Self {
        events
    }
}

/// The functions that depend on the type of the events.
pub struct EventsOf<E> {
    /// The fields of an event.
    pub table: fn() -> &'static Struct,
    /// Takes the events from a call. Fails with a server error if the step is not a trigger, which the macros make impossible.
    pub take: fn(&Call<'_>) -> Result<E>,
}

/// The functions for the events of a trigger. Only this function has these bounds, so the compiler reports a missing one once.
pub fn events_of<E: EventsArgument<Event: Output>>() -> EventsOf<E> {
    EventsOf {
        table: <E::Event as Fields>::table,
        take: |call| {
            let context =
                call.extension.and_then(|extension| extension.downcast_ref::<Arc<TriggerContext>>());
            let context = context
                .ok_or_else(|| PluginError::server("This step is not a trigger and has no events."))?;
            Ok(E::of(Events::new(Arc::clone(context))))
        },
    }
}
