//! What the code that macros write calls. Not part of the public interface: it may change in any release.

pub use crate::connection::{ConnectionOf, Connector, IsConnection, connected, known, parameters, tested};
pub use crate::events::{EventsArgument, event_of, trigger_output};
pub use crate::plugin::Builder;
pub use crate::step::{
    ActionOf, BorrowedArgument, Call, ConfigArgument, ConnectionArgument, ContextArgument, Input,
    InputArgument, InputOrConfig, Nothing, Outcome, Output, OutputOf, Step, TaskOf, TriggerOf, action_output,
    fields_of, fields_of_input_or_config, is_borrowed_argument, is_connection, is_input_argument,
    task_output,
};
pub use plugin_schema::__private::*;

pub use plugin_http::__private_0_1::api;

/// Fails to compile, with a message of ours, if `I` is no input.
pub const fn is_input<I: Input>() {}
