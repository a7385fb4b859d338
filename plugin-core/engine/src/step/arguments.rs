//! Defines traits for the arguments of steps.
//!
//! The macros choose a trait by the position of an argument and whether it is borrowed, never by the spelling of its type. The
//! compiler checks whether the type implements the trait, so an alias, a full path or a re-export works like the name.

use super::call::Call;
use super::outcome::{Input, Output};
use super::page::CustomConfig;
use crate::connection::IsConnection;
use crate::context::Context;
use plugin_schema::error::Result;
use plugin_schema::{Fields, Struct};

/// The first of several arguments, if the step borrows it: the connection.
#[diagnostic::on_unimplemented(
    message = "PLG008: the first argument that a step borrows is its connection, not `{Self}`",
    label = "not a connection",
    note = "a connection has `#[connection]` above its `impl`",
    note = "the context is the last argument: `context: &Context`"
)]
pub trait ConnectionArgument {}

#[diagnostic::do_not_recommend]
impl<C: IsConnection> ConnectionArgument for C {}

/// The last of several arguments, if the step borrows it: the context.
#[diagnostic::on_unimplemented(
    message = "PLG008: the last argument that a step borrows is its context, not `{Self}`",
    label = "not `Context`",
    note = "the connection is the first argument, and the input is taken by value"
)]
pub trait ContextArgument {
    /// The context of the run.
    fn of(call: &Call<'_>) -> Self;
}

#[diagnostic::do_not_recommend]
impl ContextArgument for Context {
    fn of(call: &Call<'_>) -> Self {
        call.context()
    }
}

/// The only argument, if the step borrows it: the connection or the context.
#[diagnostic::on_unimplemented(
    message = "PLG008: a step borrows its connection or its context, not `{Self}`",
    label = "neither a connection nor `Context`",
    note = "a connection has `#[connection]` above its `impl`",
    note = "an input is taken by value"
)]
pub trait BorrowedArgument {}

#[diagnostic::do_not_recommend]
impl<C: IsConnection> BorrowedArgument for C {}

#[diagnostic::do_not_recommend]
impl BorrowedArgument for Context {}

/// The first argument by value: the input.
#[diagnostic::on_unimplemented(
    message = "PLG005: `{Self}` is not an input",
    label = "an input is a struct with named fields",
    note = "derive both on your struct: `#[derive(serde::Deserialize, Schema)]`",
    note = "or wrap the value: `struct Input {{ value: {Self} }}`",
    note = "the arguments have an order: `&Connection`, input, state or events, configuration, `&Context`"
)]
pub trait InputArgument: Input {}

#[diagnostic::do_not_recommend]
impl<I: Input> InputArgument for I {}

/// The argument `state` of a task.
#[diagnostic::on_unimplemented(
    message = "PLG005: `{Self}` is not a state",
    label = "a state is a struct with named fields",
    note = "derive all on your struct: `#[derive(serde::Deserialize, serde::Serialize, Schema)]`",
    note = "or wrap the value: `struct State {{ last: {Self} }}`"
)]
pub trait StateArgument: Input + Output {}

#[diagnostic::do_not_recommend]
impl<S: Input + Output> StateArgument for S {}

/// The last of several arguments that a task takes by value: the configuration.
#[diagnostic::on_unimplemented(
    message = "PLG008: the configuration of a task is `CustomConfig`, not `{Self}`",
    label = "not `CustomConfig`",
    note = "a task takes an input, a `state` and a `CustomConfig`, in this order"
)]
pub trait ConfigArgument {
    /// The configuration in the message.
    fn of(call: &Call<'_>) -> Self;
}

#[diagnostic::do_not_recommend]
impl ConfigArgument for CustomConfig {
    fn of(call: &Call<'_>) -> Self {
        call.config()
    }
}

/// The only argument that a task takes by value, if its name is not `state`: an input or the configuration.
#[diagnostic::on_unimplemented(
    message = "PLG005: `{Self}` is neither an input nor `CustomConfig`",
    label = "an input is a struct with named fields",
    note = "derive both on your struct: `#[derive(serde::Deserialize, Schema)]`",
    note = "or wrap the value: `struct Input {{ value: {Self} }}`"
)]
pub trait InputOrConfig: Sized {
    /// The fields of the input; none for the configuration.
    type Fields: Fields;

    /// Takes the argument from a call.
    ///
    /// # Errors
    /// The errors of [`Call::input`] and [`Call::no_input`].
    fn of(call: &Call<'_>) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<I: Input> InputOrConfig for I {
    type Fields = I;

    fn of(call: &Call<'_>) -> Result<Self> {
        call.input()
    }
}

#[diagnostic::do_not_recommend]
impl InputOrConfig for CustomConfig {
    type Fields = ();

    fn of(call: &Call<'_>) -> Result<Self> {
        call.no_input()?;
        Ok(call.config())
    }
}

/// The fields of the input; none for the configuration.
pub fn fields_of_input_or_config<T: InputOrConfig>() -> &'static Struct {
    T::Fields::table()
}

/// Compiles only if `I` can be the first argument by value.
pub const fn is_input_argument<I: InputArgument>() {}
