//! What a trigger takes and returns.

use super::Done;
use super::call::{Call, OutputOf};
use super::outcome::{Outcome, Output};
use crate::delivery::Events;
use crate::error::Result;
use crate::schema::{Fields, Struct};

/// What depends on the return type of a trigger, whose output is its events.
pub fn trigger_output<O: Outcome<Output: IsNothing>>() -> OutputOf<O> {
    OutputOf {
        table: <() as Fields>::table,
        count: 0,
        finish: |_, outcome| outcome.into_result().map(|_| Done::output(b"null".to_vec())),
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
    /// Those of [`Call::events`].
    fn of(call: &Call<'_>) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<O> EventsArgument for Events<O> {
    type Event = O;

    fn of(call: &Call<'_>) -> Result<Self> {
        call.events()
    }
}

/// The fields of the events of a trigger, for its description.
pub fn event_of<E: EventsArgument<Event: Output>>() -> &'static Struct {
    <E::Event as Fields>::table()
}
