//! Runs the messages of a plugin. A frontend, such as the server, parses a [`Message`] and resolves it to a [`Job`](job::Job). The
//! [`Engine`] runs the job and always returns a reply. It does not know the frontends.

mod cloud;
mod connection;
mod context;
pub mod describe;
mod engine;
mod events;
pub mod job;
pub mod log;
mod message;
pub mod option;
mod plugin;
pub mod signal;
mod stdout;
mod step;
pub mod task;

pub use cloud::{Configuration, is_cloud};
pub use context::Context;
pub use engine::{Engine, RequestMeta, Settings};
pub use events::{DeadLetter, Events, Folders, SinkKind, Start, dead_letters};
pub use message::{Malformed, Message, MessageKind, Reply};
pub use plugin::{Builder, Info, Plugin};
pub use stdout::ReservedStdout;
pub use step::{CustomConfig, Page, Step};

/// Items that the code of the macros calls.
#[doc(hidden)]
pub mod private {
    pub use crate::connection::{
        ConnectionOf, Connector, IsConnection, downcast, into_connection, parameters, test_reply,
    };
    pub use crate::events::{events_of, trigger_output};
    pub use crate::plugin::{Builder, Info, name_of_package};
    pub use crate::step::{
        ActionOf, Borrowed, Call, CanBeEmpty, ConfigArgument, ContextArgument, Input, InputArgument,
        InputOrConfig, IsOneField, IsUnique, NameCheck, Nothing, Outcome, Output, OutputCheck, OutputOf,
        StateCheck, Step, TaskOf, TriggerOf, action_output, fields_of, fields_of_input_or_config, is_input,
        is_input_argument, stateful_task_output, task_output,
    };

    /// Traits for method resolution by type. Inherent methods take precedence.
    pub mod traits {
        pub use crate::step::{BorrowsConnection as _, MaybeConnection as _};
    }
}
