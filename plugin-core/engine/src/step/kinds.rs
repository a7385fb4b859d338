//! Defines a type for each kind of step, so that `plugin!` accepts a step only in the list of its kind.

use super::model::Step;
use crate::connection::IsConnection;
use crate::context::Context;
use std::marker::PhantomData;

/// The marker of a step that borrows neither a connection nor the context.
pub struct Nothing;

/// The marker of a plugin without a connection.
pub struct NoConnection;

/// A type that a step may borrow first in a plugin with the connection `C`.
#[diagnostic::on_unimplemented(
    message = "PLG010: the step borrows `&{Self}`, but the connection of the plugin is `{C}`",
    label = "needs the connection `{Self}`",
    note = "borrow `&{C}`, or write `connection: {Self}` in `plugin!`"
)]
pub trait UsableWith<C> {}

#[diagnostic::do_not_recommend]
impl<C: IsConnection> UsableWith<C> for C {}
#[diagnostic::do_not_recommend]
impl<C> UsableWith<C> for Context {}
#[diagnostic::do_not_recommend]
impl<C> UsableWith<C> for Nothing {}

/// A type that a step may borrow first in a plugin without a connection.
#[diagnostic::on_unimplemented(
    message = "PLG010: a step borrows `&{Self}`, but the plugin has no connection: add `connection: {Self}`",
    label = "needs a connection"
)]
pub trait NeedsNoConnection {}

#[diagnostic::do_not_recommend]
impl NeedsNoConnection for Context {}
#[diagnostic::do_not_recommend]
impl NeedsNoConnection for Nothing {}

/// A step of the kind `K` that borrows a `B`: a connection, the context or [`Nothing`].
pub struct StepOf<K, B: ?Sized> {
    pub(crate) step: Step,
    kind: PhantomData<fn(&B) -> K>,
}

/// The marker of actions.
pub enum ActionKind {}
/// The marker of triggers.
pub enum TriggerKind {}
/// The marker of tasks.
pub enum TaskKind {}

/// An action that borrows a `B`.
pub type ActionOf<B> = StepOf<ActionKind, B>;
/// A trigger that borrows a `B`.
pub type TriggerOf<B> = StepOf<TriggerKind, B>;
/// A task that borrows a `B`.
pub type TaskOf<B> = StepOf<TaskKind, B>;

impl<K, B: ?Sized> StepOf<K, B> {
    /// The step.
    pub const fn new(step: Step) -> Self {
        Self { step, kind: PhantomData }
    }
}

impl<B> ActionOf<B> {
    /// The entry of the list `actions`.
    pub fn into_action(self) -> Self {
        self
    }

    /// An entry of another list. Does not compile.
    pub fn into_trigger(self) -> TriggerOf<B>
    where
        B: IsMisplacedAction,
    {
        StepOf::new(self.step)
    }

    /// An entry of another list. Does not compile.
    pub fn into_task(self) -> TaskOf<B>
    where
        B: IsMisplacedAction,
    {
        StepOf::new(self.step)
    }
}

impl<B> TriggerOf<B> {
    /// The entry of the list `triggers`.
    pub fn into_trigger(self) -> Self {
        self
    }

    /// An entry of another list. Does not compile.
    pub fn into_action(self) -> ActionOf<B>
    where
        B: IsMisplacedTrigger,
    {
        StepOf::new(self.step)
    }

    /// An entry of another list. Does not compile.
    pub fn into_task(self) -> TaskOf<B>
    where
        B: IsMisplacedTrigger,
    {
        StepOf::new(self.step)
    }
}

impl<B> TaskOf<B> {
    /// The entry of the list `tasks`.
    pub fn into_task(self) -> Self {
        self
    }

    /// An entry of another list. Does not compile.
    pub fn into_action(self) -> ActionOf<B>
    where
        B: IsMisplacedTask,
    {
        StepOf::new(self.step)
    }

    /// An entry of another list. Does not compile.
    pub fn into_trigger(self) -> TriggerOf<B>
    where
        B: IsMisplacedTask,
    {
        StepOf::new(self.step)
    }
}

/// The condition of an action in another list. No type implements it.
#[diagnostic::on_unimplemented(
    message = "PLG009: the step is an action: list it under `actions`",
    label = "an action"
)]
pub trait IsMisplacedAction {}

/// The condition of a trigger in another list. No type implements it.
#[diagnostic::on_unimplemented(
    message = "PLG009: the step is a trigger: list it under `triggers`",
    label = "a trigger"
)]
pub trait IsMisplacedTrigger {}

/// The condition of a task in another list. No type implements it.
#[diagnostic::on_unimplemented(
    message = "PLG009: the step is a task: list it under `tasks`",
    label = "a task"
)]
pub trait IsMisplacedTask {}

/// A step of a plugin without a connection. The compiler reports a step that borrows one.
pub fn without_connection<K, B: NeedsNoConnection>(step: StepOf<K, B>) -> StepOf<K, Nothing> {
    StepOf::new(step.step)
}
