//! Defines steps: actions, triggers and tasks. The macros generate the description of a step from the types of this module.

mod arguments;
mod call;
mod kinds;
mod model;
mod outcome;
mod output;
mod page;

pub use arguments::{
    BorrowedArgument, ConfigArgument, ConnectionArgument, ContextArgument, InputArgument, InputOrConfig,
    fields_of_input_or_config, is_borrowed_argument, is_connection, is_input_argument,
};
pub use call::{Call, OutputOf, action_output, fields_of};
pub use kinds::{ActionOf, NoConnection, Nothing, TaskOf, TriggerOf, UsableWith, without_connection};
pub use model::Step;
pub use outcome::{Input, Outcome, Output, is_input};
pub use output::{PageMeta, StepOutput};
pub use page::{CustomConfig, IsOneField, OutputCheck, Page, task_output};
