//! Defines traits for the arguments of steps.
//!
//! The macros choose a trait by the position of an argument and whether it is borrowed, never by the spelling of its type. The
//! compiler checks whether the type implements the trait, so an alias, a full path or a re-export works like the name.

use super::call::Call;
use super::outcome::Input;
use super::page::CustomConfig;
use crate::connection::IsConnection;
use crate::context::Context;
use plugin_schema::error::Result;
use plugin_schema::{Fields, Struct};
use std::any::Any;

/// The first of several arguments, if the step borrows it: the connection.
#[diagnostic::on_unimplemented(
    message = "PLG008: the first argument that a step borrows is its connection, not `{Self}`",
    label = "not a connection",
    note = "a connection has `#[connection]` above its `impl`",
    note = "the context is the last argument: `context: &Context`"
)]
pub trait ConnectionArgument: Any {}

#[diagnostic::do_not_recommend]
impl<C: IsConnection + Any> ConnectionArgument for C {}

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
pub trait BorrowedArgument {
    /// Holds the argument while the step runs.
    type Guard<'a>;

    /// Takes the argument from a call.
    ///
    /// # Errors
    /// The errors of [`Call::connection`].
    fn guard<'a>(call: &Call<'a>) -> Result<Self::Guard<'a>>;

    /// Borrows the argument from its guard.
    fn borrow<'a>(guard: &'a Self::Guard<'_>) -> &'a Self;
}

#[diagnostic::do_not_recommend]
impl<C: IsConnection + Any> BorrowedArgument for C {
    type Guard<'a> = &'a C;

    fn guard<'a>(call: &Call<'a>) -> Result<&'a C> {
        call.connection()
    }

    fn borrow<'a>(guard: &'a &C) -> &'a C {
        guard
    }
}

#[diagnostic::do_not_recommend]
impl BorrowedArgument for Context {
    type Guard<'a> = Context;

    fn guard<'a>(call: &Call<'a>) -> Result<Context> {
        Ok(call.context())
    }

    fn borrow(guard: &Context) -> &Self {
        guard
    }
}

/// The first argument by value: the input.
#[diagnostic::on_unimplemented(
    message = "PLG005: `{Self}` is not an input",
    label = "an input is a struct with named fields",
    note = "derive both on it: `#[derive(serde::Deserialize, Schema)]`",
    note = "the arguments have an order: `&Connection`, input, state or events, configuration, `&Context`"
)]
pub trait InputArgument: Input {}

#[diagnostic::do_not_recommend]
impl<I: Input> InputArgument for I {}

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
    note = "derive both on it: `#[derive(serde::Deserialize, Schema)]`"
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

/// Compiles only if `C` can be the first of several arguments, borrowed.
pub const fn is_connection<C: ConnectionArgument>() {}

/// Compiles only if `I` can be the first argument by value.
pub const fn is_input_argument<I: InputArgument>() {}

/// Compiles only if `T` can be the only argument, borrowed.
pub const fn is_borrowed_argument<T: BorrowedArgument + ?Sized>() {}
