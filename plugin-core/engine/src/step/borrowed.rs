//! Selects by the type of a borrowed argument how a step takes it and which error a wrong type has.
//!
//! A value, such as an input, is an error at the argument. Any other type may be a connection: if `#[connection]` is missing, `plugin!`
//! reports it once, not each step. Inherent methods decide, because they hide those of a trait.

use super::arguments::{BorrowedArgument, ConnectionArgument};
use super::call::Call;
use super::kinds::{IsUsableAs, NeedsNoConnection, Nothing, StepOf};
use crate::context::Context;
use plugin_schema::Schema;
use plugin_schema::error::{PluginError, Result};
use std::any::Any;
use std::convert::Infallible;
use std::marker::PhantomData;

/// The context, or what a step never borrows: a value, or [`Nothing`].
pub trait NotAConnection {
    /// Holds the argument while the step runs.
    type Guard<'a>;

    /// Takes the argument from a call.
    ///
    /// # Errors
    /// A server error for a value.
    fn guard<'a>(call: &Call<'a>) -> Result<Self::Guard<'a>>;

    /// Borrows the argument from its guard.
    fn borrow<'a>(guard: &'a Self::Guard<'_>) -> &'a Self;
}

impl NotAConnection for Context {
    type Guard<'a> = Self;

    fn guard<'a>(call: &Call<'a>) -> Result<Self> {
        Ok(call.context())
    }

    fn borrow(guard: &Self) -> &Self {
        guard
    }
}

macro_rules! values {
    ($([$($generics:tt)*] $ty:ty),+) => {$(
        impl<$($generics)*> NotAConnection for $ty {
            type Guard<'a> = Infallible;

            fn guard<'a>(_: &Call<'a>) -> Result<Infallible> {
                Err(PluginError::server("A step cannot borrow a value."))
            }

            fn borrow(guard: &Infallible) -> &Self {
                match *guard {}
            }
        }
    )+};
}

values!([T: Schema] T, [] str, [T] [T], [] Nothing);

/// A borrowed argument of the type `T`.
pub struct Borrowed<T: ?Sized>(PhantomData<fn(&T)>);

impl<T: ?Sized> Borrowed<T> {
    /// The argument.
    pub const NEW: Self = Self(PhantomData);
}

impl<T: NotAConnection + ?Sized> Borrowed<T> {
    /// Does not compile, because the first of several borrowed arguments is the connection.
    pub fn check_connection(self)
    where
        T: ConnectionArgument,
    {
    }

    /// Compiles only for the context.
    pub fn check_connection_or_context(self)
    where
        T: BorrowedArgument,
    {
    }

    /// Takes the argument from a call.
    ///
    /// # Errors
    /// A server error for a value.
    pub fn guard<'a>(self, call: &Call<'a>) -> Result<T::Guard<'a>> {
        T::guard(call)
    }

    /// Borrows the argument from its guard.
    pub fn borrow<'a>(self, guard: &'a T::Guard<'_>) -> &'a T {
        T::borrow(guard)
    }
}

/// Any other type is taken as the connection.
pub trait MaybeConnection<T: ?Sized>: Sized {
    /// `plugin!` checks the type.
    fn check_connection(self) {}

    /// `plugin!` checks the type.
    fn check_connection_or_context(self) {}

    /// Takes the connection from a call.
    ///
    /// # Errors
    /// The errors of [`Call::connection`].
    fn guard<'a>(self, call: &Call<'a>) -> Result<&'a T>
    where
        T: Any + Sized,
    {
        call.connection()
    }

    /// Returns the connection.
    fn borrow<'a>(self, guard: &'a &T) -> &'a T {
        guard
    }
}

impl<T: ?Sized> MaybeConnection<T> for Borrowed<T> {}

impl<K, B: NotAConnection + ?Sized> StepOf<K, B> {
    /// The step for a plugin with any connection, since it borrows none.
    pub fn with_connection_of<C>(self, _: PhantomData<fn(&C)>) -> StepOf<K, Nothing> {
        StepOf::new(self.step)
    }

    /// The step for a plugin without a connection.
    pub fn without_connection(self) -> StepOf<K, Nothing> {
        StepOf::new(self.step)
    }
}

/// The checks of a step that may borrow a connection.
pub trait BorrowsConnection<K, B: ?Sized>: Sized {
    /// The step for a plugin with the same connection.
    fn with_connection_of<C: IsUsableAs<B>>(self, connection: PhantomData<fn(&C)>) -> StepOf<K, Nothing>;

    /// The step for a plugin without a connection.
    fn without_connection(self) -> StepOf<K, Nothing>
    where
        B: NeedsNoConnection;
}

impl<K, B: ?Sized> BorrowsConnection<K, B> for StepOf<K, B> {
    fn with_connection_of<C: IsUsableAs<B>>(self, _: PhantomData<fn(&C)>) -> StepOf<K, Nothing> {
        StepOf::new(self.step)
    }

    fn without_connection(self) -> StepOf<K, Nothing>
    where
        B: NeedsNoConnection,
    {
        StepOf::new(self.step)
    }
}
