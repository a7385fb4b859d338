//! Defines a type for each kind of step, so that `plugin!` accepts a step only in the list of its kind.

use super::model::Step;
use std::marker::PhantomData;

/// The marker of a step that borrows neither a connection nor the context.
pub struct Nothing;

/// The marker of a plugin without a connection.
pub struct NoConnection;

/// The connection of a plugin, if a step borrows it as `&B`.
#[diagnostic::on_unimplemented(
    message = "PLG010: the step borrows `&{B}`, but the connection of the plugin is `{Self}`",
    label = "needs the connection `{B}`",
    note = "borrow `&{Self}`, or write `connection: {B}` in `plugin!`"
)]
pub trait IsUsableAs<B: ?Sized> {}

#[diagnostic::do_not_recommend]
impl<C> IsUsableAs<C> for C {}

/// The condition of a step that borrows a connection in a plugin without one. No type implements it.
#[diagnostic::on_unimplemented(
    message = "PLG010: a step borrows `&{Self}`, but the plugin has no connection: add `connection: {Self}`",
    label = "needs a connection"
)]
pub trait NeedsNoConnection {}

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

impl<B: ?Sized> ActionOf<B> {
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

impl<B: ?Sized> TriggerOf<B> {
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

impl<B: ?Sized> TaskOf<B> {
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

/// Whether an earlier step of the list has the name of a step.
pub struct NameCheck<const IS_TAKEN: bool>;

/// The check of a name that no earlier step has.
#[diagnostic::on_unimplemented(
    message = "PLG004: two steps of this list have the same name",
    label = "an earlier step has the name of this one",
    note = "set the name of one of them: `#[action(name = \"..\")]`"
)]
pub trait IsUnique {
    /// Compiles only if the name is unique.
    const CHECKED: () = ();
}

#[diagnostic::do_not_recommend]
impl IsUnique for NameCheck<false> {}
