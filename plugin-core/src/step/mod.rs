//! What an action is to the engine. The macro describes it; what it describes is written here.

mod call;
mod outcome;

pub(crate) use call::read_fields;
pub use call::{Call, OutputOf, fields_of, output};
pub use outcome::{Input, Outcome, Output};

use crate::error::Result;
use crate::schema::Struct;
use futures_util::future::BoxFuture;
use std::marker::PhantomData;

/// A step of a plugin, as `#[action]` describes it.
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
    /// Reads the input, runs the author's function, writes the output.
    pub run: for<'a> fn(Call<'a>) -> BoxFuture<'a, Result<Vec<u8>>>,
}

/// An action that borrows a connection of type `C`, or none at all if it is generic over `C`.
pub struct ActionOf<C> {
    pub(crate) step: Step,
    connection: PhantomData<fn(&C)>,
}

impl<C> ActionOf<C> {
    /// The action that `step` describes.
    pub const fn new(step: Step) -> Self {
        Self { step, connection: PhantomData }
    }
}

/// A step that a plugin with the connection `C` can have.
#[diagnostic::on_unimplemented(
    message = "this step does not use the connection of this plugin, `{C}`",
    label = "`{Self}` is not a step for the connection `{C}`",
    note = "each step of a plugin takes `connection: &{C}` or no connection"
)]
pub trait StepFor<C> {
    /// The step itself.
    fn step(self) -> Step;
}

impl<C> StepFor<C> for ActionOf<C> {
    fn step(self) -> Step {
        self.step
    }
}
