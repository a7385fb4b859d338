//! What the code that macros write calls. Not part of the public interface: it may change in any release.

use serde_json::Value;

pub use crate::connection::{ConnectionOf, Connector, IsConnection, connected, known, parameters, tested};
pub use crate::events::{EventsArgument, event_of, trigger_output};
pub use crate::plugin::Builder;
pub use crate::schema::{Enum, Fault, Field, Fields, Schema, Struct, Type};
pub use crate::step::{
    ActionOf, BorrowedArgument, Call, ConfigArgument, ConnectionArgument, ContextArgument, Input,
    InputArgument, InputOrConfig, Nothing, Outcome, Output, OutputOf, Step, TaskOf, TriggerOf, action_output,
    fields_of, fields_of_input_or_config, is_borrowed_argument, is_connection, is_input_argument,
    task_output,
};
pub use crate::text::ToText;

/// What `#[api_call]` needs.
pub mod api {
    pub use crate::api::private::*;
}

/// Fails to compile, with a message of ours, if `I` is no input.
pub const fn is_input<I: Input>() {}

/// The fault, but a blank value only where that is forbidden.
pub fn counts(fault: Option<Fault>, blank: bool) -> Option<Fault> {
    fault.filter(|fault| blank || *fault != Fault::Blank)
}

/// Whether a value is there, and is none of those in the list.
pub fn is_unlisted<T: Schema>(value: &T, list: &[&str]) -> bool {
    value.listed().is_some_and(|text| !list.iter().any(|listed| same(&text, listed)))
}

/// Whether two JSON texts mean the same scalar, however it is written.
fn same(a: &str, b: &str) -> bool {
    let (a, b): (Value, Value) = match (serde_json::from_str(a), serde_json::from_str(b)) {
        (Ok(a), Ok(b)) => (a, b),
        _ => return a == b,
    };
    a == b || (a.is_number() && a.as_f64() == b.as_f64())
}

/// A text as JSON.
pub fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Whether `name` is among `earlier`.
pub const fn is_among(name: &str, earlier: &[&str]) -> bool {
    let mut at = 0;
    while at < earlier.len() {
        if crate::schema::equal(name.as_bytes(), earlier[at].as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}
