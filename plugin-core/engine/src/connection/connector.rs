//! How a connection is made and tested.

use crate::step::{Input, Outcome};
use futures_util::future::BoxFuture;
use plugin_run::secrets::Matcher;
use plugin_schema::Struct;
use plugin_schema::error::{PluginError, Result};
use serde::Serialize;
use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// Any connection; the steps know which.
pub type AnyConnection = dyn Any + Send + Sync;

/// A connection as `#[connection]` describes it.
#[derive(Clone, Copy, Debug)]
pub struct Connector {
    /// The fields of its input.
    pub input: fn() -> &'static Struct,
    /// Makes one from the JSON text of its parameters.
    pub connect: for<'a> fn(&'a str) -> BoxFuture<'a, Result<Box<AnyConnection>>>,
    /// Tests one.
    pub test: for<'a> fn(&'a AnyConnection) -> BoxFuture<'a, Result<Vec<u8>>>,
    /// Tests one for the task of that name, if the connection can.
    pub test_task: Option<TestTask>,
}

/// Tests a connection for a task.
pub type TestTask = for<'a> fn(&'a AnyConnection, &'a str) -> BoxFuture<'a, Result<Vec<u8>>>;

/// A type with `#[connection]` on its `impl`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connection",
    label = "not a connection",
    note = "put `#[connection]` above `impl {Self}`, which has `connect` and `test`"
)]
pub trait IsConnection: Sized {
    /// The connection as the macro describes it.
    fn connection() -> ConnectionOf<Self>;
}

/// The connection of type `C`.
pub struct ConnectionOf<C> {
    pub(crate) connector: Connector,
    connection: PhantomData<fn() -> C>,
}

impl<C> ConnectionOf<C> {
    /// The connection that `connector` describes.
    pub const fn new(connector: Connector) -> Self {
        Self { connector, connection: PhantomData }
    }
}

/// The parameters of a connection, read and checked.
///
/// # Errors
/// The caller's, if they are not what the schema asks for. The text names places, never values.
pub fn parameters<I: Input>(text: &str) -> Result<I> {
    // Like the Python runtime: a connection may be left blank, and then `connect` says what it thinks of it.
    plugin_schema::json::read_fields(text, false)
        .map_err(|error| PluginError::caller(format_args!("The connection parameters are invalid: {error}.")))
}

/// A fresh connection, its type forgotten.
///
/// # Errors
/// The author's own.
pub fn into_connection<O: Outcome<Output: Any + Send + Sync>>(outcome: O) -> Result<Box<AnyConnection>> {
    outcome.into_result().map(|connection| Box::new(connection) as Box<AnyConnection>)
}

/// The connection, downcast to its type.
///
/// # Errors
/// The server's, which cannot happen: [`into_connection`] made it.
pub fn downcast<C: Any>(connection: &AnyConnection) -> Result<&C> {
    connection
        .downcast_ref()
        .ok_or_else(|| PluginError::server("The connection is of another type than it was made as."))
}

/// What a test answers: `{"success": true}` for `()`, or else the value itself.
///
/// # Errors
/// The author's own, which then reads as the failure of a connection test.
pub fn test_reply<O: Outcome<Output: Serialize + 'static>>(outcome: O) -> Result<Vec<u8>> {
    let answer = outcome.into_result().map_err(PluginError::of_connection_test)?;
    if (&answer as &dyn Any).is::<()>() {
        return Ok(br#"{"success":true}"#.to_vec());
    }
    serde_json::to_vec(&answer).map_err(|error| {
        PluginError::server(format_args!("The answer of the connection test cannot be written: {error}."))
    })
}

/// A connection in use, and what must not be seen of it.
pub struct CachedConnection {
    pub connection: Box<AnyConnection>,
    pub secrets: Option<Arc<Matcher>>,
}

impl fmt::Debug for CachedConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CachedConnection({:?})", self.secrets)
    }
}

impl Connector {
    /// A plugin without a connection.
    pub const NONE: Self = Self {
        input: <() as plugin_schema::Fields>::table,
        connect: |_| Box::pin(async { Ok(Box::new(()) as Box<AnyConnection>) }),
        test: |_| Box::pin(async { Ok(br#"{"success":true}"#.to_vec()) }),
        test_task: None,
    };
}
