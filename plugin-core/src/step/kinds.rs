//! Each kind of step is a type of its own, so that `plugin!` takes it in the list of its kind only.

use super::Step;
use std::marker::PhantomData;

/// An action that borrows a connection of type `C`, or none at all if it is generic over `C`.
pub struct ActionOf<C>(Step, PhantomData<fn(&C)>);

impl<C> ActionOf<C> {
    /// What `step` describes.
    pub const fn new(step: Step) -> Self {
        Self(step, PhantomData)
    }
}

/// An action that a plugin with the connection `C` can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an action of a plugin with the connection `{C}`",
    label = "not an action for this plugin",
    note = "each step of a plugin takes `connection: &{C}` or no connection, and stands in the list of its kind"
)]
pub trait ActionFor<C> {
    /// The step itself.
    fn step(self) -> Step;
}

impl<C> ActionFor<C> for ActionOf<C> {
    fn step(self) -> Step {
        self.0
    }
}

/// A task that borrows a connection of type `C`, or none at all if it is generic over `C`.
pub struct TaskOf<C>(Step, PhantomData<fn(&C)>);

impl<C> TaskOf<C> {
    /// What `step` describes.
    pub const fn new(step: Step) -> Self {
        Self(step, PhantomData)
    }
}

/// A task that a plugin with the connection `C` can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a task of a plugin with the connection `{C}`",
    label = "not a task for this plugin",
    note = "each step of a plugin takes `connection: &{C}` or no connection, and stands in the list of its kind"
)]
pub trait TaskFor<C> {
    /// The step itself.
    fn step(self) -> Step;
}

impl<C> TaskFor<C> for TaskOf<C> {
    fn step(self) -> Step {
        self.0
    }
}

/// A trigger that borrows a connection of type `C`, or none at all if it is generic over `C`.
pub struct TriggerOf<C>(Step, PhantomData<fn(&C)>);

impl<C> TriggerOf<C> {
    /// What `step` describes.
    pub const fn new(step: Step) -> Self {
        Self(step, PhantomData)
    }
}

/// A trigger that a plugin with the connection `C` can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a trigger of a plugin with the connection `{C}`",
    label = "not a trigger for this plugin",
    note = "each step of a plugin takes `connection: &{C}` or no connection, and stands in the list of its kind"
)]
pub trait TriggerFor<C> {
    /// The step itself.
    fn step(self) -> Step;
}

impl<C> TriggerFor<C> for TriggerOf<C> {
    fn step(self) -> Step {
        self.0
    }
}
