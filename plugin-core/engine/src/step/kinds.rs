//! Defines a type for each kind of step, so that `plugin!` accepts a step only in the list of its kind.

use super::model::Step;
use crate::connection::IsConnection;
use crate::context::Context;
use std::marker::PhantomData;

/// The marker of a step that borrows neither a connection nor the context.
pub struct Nothing;

/// A type that a step may borrow first in a plugin with the connection `C`.
pub trait UsableWith<C> {}

impl<C: IsConnection> UsableWith<C> for C {}
impl<C> UsableWith<C> for Context {}
impl<C> UsableWith<C> for Nothing {}

/// An action that borrows a `B`: a connection, the context or [`Nothing`].
pub struct ActionOf<B: ?Sized>(Step, PhantomData<fn(&B)>);

impl<B: ?Sized> ActionOf<B> {
    /// The step.
    pub const fn new(step: Step) -> Self {
        Self(step, PhantomData)
    }
}

/// An action that a plugin with the connection `C` can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an action of a plugin with the connection `{C}`",
    label = "not an action for this plugin",
    note = "a step of this plugin borrows `&{C}` or no connection, and is in the list of its kind"
)]
pub trait ActionFor<C> {
    /// The step itself.
    fn step(self) -> Step;
}

#[diagnostic::do_not_recommend]
impl<C, B: UsableWith<C>> ActionFor<C> for ActionOf<B> {
    fn step(self) -> Step {
        self.0
    }
}

/// A task that borrows a `B`: a connection, the context or [`Nothing`].
pub struct TaskOf<B: ?Sized>(Step, PhantomData<fn(&B)>);

impl<B: ?Sized> TaskOf<B> {
    /// The step.
    pub const fn new(step: Step) -> Self {
        Self(step, PhantomData)
    }
}

/// A task that a plugin with the connection `C` can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a task of a plugin with the connection `{C}`",
    label = "not a task for this plugin",
    note = "a step of this plugin borrows `&{C}` or no connection, and is in the list of its kind"
)]
pub trait TaskFor<C> {
    /// The step itself.
    fn step(self) -> Step;
}

#[diagnostic::do_not_recommend]
impl<C, B: UsableWith<C>> TaskFor<C> for TaskOf<B> {
    fn step(self) -> Step {
        self.0
    }
}

/// A trigger that borrows a `B`: a connection, the context or [`Nothing`].
pub struct TriggerOf<B: ?Sized>(Step, PhantomData<fn(&B)>);

impl<B: ?Sized> TriggerOf<B> {
    /// The step.
    pub const fn new(step: Step) -> Self {
        Self(step, PhantomData)
    }
}

/// A trigger that a plugin with the connection `C` can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a trigger of a plugin with the connection `{C}`",
    label = "not a trigger for this plugin",
    note = "a step of this plugin borrows `&{C}` or no connection, and is in the list of its kind"
)]
pub trait TriggerFor<C> {
    /// The step itself.
    fn step(self) -> Step;
}

#[diagnostic::do_not_recommend]
impl<C, B: UsableWith<C>> TriggerFor<C> for TriggerOf<B> {
    fn step(self) -> Step {
        self.0
    }
}
