//! Opens and tests a connection through type-erased functions.

use crate::step::{Input, Outcome};
use futures_util::future::BoxFuture;
use plugin_run::secrets::Matcher;
use plugin_schema::error::{PluginError, Result};
use plugin_schema::{Struct, TestOutput};
use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A connection of any type. A step downcasts it.
pub type AnyConnection = dyn Any + Send + Sync;

/// The functions of a connection, as `#[connection]` generates them.
#[derive(Clone, Copy, Debug)]
pub struct Connector {
    /// The fields of the connection input.
    pub input: fn() -> &'static Struct,
    /// Connects with the JSON text of the parameters.
    pub connect: for<'a> fn(&'a str) -> BoxFuture<'a, Result<Box<AnyConnection>>>,
    /// Tests a connection.
    pub test: for<'a> fn(&'a AnyConnection) -> BoxFuture<'a, Result<Vec<u8>>>,
    /// Tests a connection for the task of that name, if the connection has such a test.
    pub test_task: Option<TestTask>,
}

/// Tests a connection for a task.
pub type TestTask = for<'a> fn(&'a AnyConnection, &'a str) -> BoxFuture<'a, Result<Vec<u8>>>;

/// A type with `#[connection]` on its `impl`.
#[diagnostic::on_unimplemented(
    message = "PLG003: `{Self}` is not a connection",
    label = "not a connection",
    note = "put `#[connection]` above `impl {Self}`, which has `connect` and `test`"
)]
pub trait IsConnection: Sized {
    /// The functions of the connection, as the macro generates them.
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

/// Parses and validates the parameters of a connection.
///
/// # Errors
/// A caller error if the parameters do not match the schema. The message contains paths, never values.
pub fn parameters<I: Input>(text: &str) -> Result<I> {
    // Required parameters may be blank as in the Python runtime; `connect` then decides.
    plugin_schema::json::read_fields(text, false).map_err(|error| match text {
        "{}" | "null" => PluginError::caller(format_args!(
            "The body of the message has no parameters under the key \"connection\": {error}."
        )),
        _ => PluginError::caller(format_args!("The connection parameters are invalid: {error}.")),
    })
}

/// Erases the type of a new connection.
///
/// # Errors
/// The error of the author's `connect`.
pub fn into_connection<O: Outcome<Output: Any + Send + Sync>>(outcome: O) -> Result<Box<AnyConnection>> {
    outcome.into_result().map(|connection| Box::new(connection) as Box<AnyConnection>)
}

/// Downcasts a connection to its type.
///
/// # Errors
/// A server error if the type differs, which [`into_connection`] makes impossible.
pub fn downcast<C: Any>(connection: &AnyConnection) -> Result<&C> {
    connection
        .downcast_ref()
        .ok_or_else(|| PluginError::server("The connection has another type than `connect` returned."))
}

/// Writes the output of a connection test: `{"success": true}` for `()`, otherwise the value itself.
///
/// # Errors
/// The error of the author's `test`, as the failure of a connection test.
pub fn test_reply<O: Outcome<Output: TestOutput>>(outcome: O) -> Result<Vec<u8>> {
    let output = outcome.into_result().map_err(PluginError::of_connection_test)?;
    if (&output as &dyn Any).is::<()>() {
        return Ok(br#"{"success":true}"#.to_vec());
    }
    serde_json::to_vec(&output).map_err(|error| {
        PluginError::server(format_args!(
            "The output of the connection test cannot be written as JSON: {error}."
        ))
    })
}

/// A connection and its secrets.
pub struct CachedConnection {
    pub value: Box<AnyConnection>,
    pub secrets: Option<Arc<Matcher>>,
}

impl fmt::Debug for CachedConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CachedConnection({:?})", self.secrets)
    }
}

impl Connector {
    /// The functions of a plugin without a connection.
    pub const NONE: Self = Self {
        input: <() as plugin_schema::Fields>::table,
        connect: |_| Box::pin(async { Ok(Box::new(()) as Box<AnyConnection>) }),
        test: |_| Box::pin(async { Ok(br#"{"success":true}"#.to_vec()) }),
        test_task: None,
    };
}
