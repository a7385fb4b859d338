//! What an action, a trigger or a task is to the engine. The macro describes it; what it describes is written here.

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
pub use kinds::{ActionFor, ActionOf, Nothing, TaskFor, TaskOf, TriggerFor, TriggerOf};
pub use model::Step;
pub use outcome::{Input, Outcome, Output, is_input};
pub use output::{PageMeta, StepOutput};
pub use page::{CustomConfig, Page, task_output};
