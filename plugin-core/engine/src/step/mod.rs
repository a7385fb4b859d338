//! Defines steps: actions, triggers and tasks. The macros generate the description of a step from the types of this module.

mod arguments;
mod borrowed;
mod call;
mod kinds;
mod model;
mod outcome;
mod output;
mod page;
mod task_output;

pub use arguments::{
    ConfigArgument, ContextArgument, InputArgument, InputOrConfig, fields_of_input_or_config,
    is_input_argument,
};
pub use borrowed::{Borrowed, BorrowsConnection, MaybeConnection};
pub use call::{Call, OutputOf, action_output, fields_of};
pub use kinds::{ActionOf, IsUnique, NameCheck, NoConnection, Nothing, TaskOf, TriggerOf};
pub use model::Step;
pub use outcome::{Input, Outcome, Output, is_input};
pub use output::{PageMeta, StepOutput};
pub use page::{CustomConfig, Page};
pub use task_output::{CanBeEmpty, IsOneField, OutputCheck, StateCheck, stateful_task_output, task_output};
