//! Defines the page that a task returns, and reads its state and its configuration.

use super::call::Call;
use super::outcome::Input;
use plugin_schema::error::{PluginError, Result};
use plugin_schema::json;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::ops::Deref;

/// One page of a task: its output and the state for the next run. The output is a struct with one field. The reply contains the
/// value of this field, and an empty list for `()`. A struct with more fields is a compile error.
///
/// ```
/// use plugin_core::{Page, Result, Schema, task};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Schema)]
/// struct Logs {
///     /// Entries of the audit log
///     logs: Vec<serde_json::Value>,
/// }
///
/// #[derive(Serialize, Deserialize, Schema)]
/// struct Position {
///     /// Last entry seen
///     last: Option<u64>,
/// }
///
/// /// Watch the audit log
/// #[task]
/// async fn monitor_log(state: Position) -> Result<Page<Logs, Position>> {
///     let last = state.last.unwrap_or(0) + 1;
///     let page = Page::new(Logs { logs: vec![serde_json::json!({"id": last})] });
///     Ok(page.state(Position { last: Some(last) }).has_more_pages(false).status_code(200))
/// }
/// # fn main() { let _ = monitor_log; }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Page<O, S = ()> {
    pub(super) output: O,
    pub(super) state: Option<S>,
    pub(super) has_more_pages: Option<bool>,
    pub(super) status_code: Option<u16>,
    pub(super) error: Option<PluginError>,
}

impl<O> Page<O> {
    /// Sets the state that the next run receives. A task that takes a state returns one with each page; without this call it does
    /// not compile, because the next run would not know where this one ended.
    pub fn state<S>(self, state: S) -> Page<O, S> {
        self.with_state(Some(state))
    }

    /// Returns no state to the orchestrator, from a task that takes one.
    pub fn without_state<S>(self) -> Page<O, S> {
        self.with_state(None)
    }

    fn with_state<S>(self, state: Option<S>) -> Page<O, S> {
        let Self { output, has_more_pages, status_code, error, .. } = self;
        Page { output, state, has_more_pages, status_code, error }
    }
}

impl<O, S> Page<O, S> {
    /// A page with this output and without a state. The reply contains the other fields only if they are set.
    pub fn new(output: O) -> Self
    where
        S: IsUnset,
    {
        Self { output, state: None, has_more_pages: None, status_code: None, error: None }
    }

    /// Sets whether more pages are available, so that the next run may follow at once.
    pub fn has_more_pages(mut self, more: bool) -> Self {
        self.has_more_pages = Some(more);
        self
    }

    /// Sets the HTTP status of the last response of the API.
    pub fn status_code(mut self, status: u16) -> Self {
        self.status_code = Some(status);
        self
    }

    /// Sets an error that does not discard the output and the state. The reply is a success that contains the error if it has a
    /// cause of its own.
    pub fn error(mut self, error: PluginError) -> Self {
        self.error = Some(error);
        self
    }

    /// The output.
    pub fn output(&self) -> &O {
        &self.output
    }
}

/// The configuration of the organisation for a task, as the orchestrator sends it: a free object, empty if there is none.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct CustomConfig(pub Map<String, Value>);

impl Deref for CustomConfig {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Call<'_> {
    /// Parses and validates the state.
    ///
    /// # Errors
    /// A caller error if the state is missing or does not match the schema.
    pub fn state<S: Input>(&self) -> Result<S> {
        json::read_fields(self.state_text()?, false).map_err(|error| invalid(&error))
    }

    /// Checks the state of a task without state: any object is valid.
    ///
    /// # Errors
    /// A caller error if the state is missing or not an object.
    pub fn no_state(&self) -> Result<()> {
        match self.state_text()?.starts_with('{') {
            true => Ok(()),
            false => Err(invalid("expected an object")),
        }
    }

    fn state_text(&self) -> Result<&str> {
        self.state.ok_or_else(|| {
            PluginError::caller("The body of the message must have the key \"state\", an object.")
        })
    }

    /// The configuration. Empty if the message has none or if it is not an object.
    pub fn config(&self) -> CustomConfig {
        serde_json::from_str(self.config).unwrap_or_default()
    }
}

fn invalid(error: &str) -> PluginError {
    PluginError::caller(format_args!("The task state is invalid: {error}."))
}

/// The state of a page on which none is set.
#[diagnostic::on_unimplemented(
    message = "PLG007: the page has no state, but the task returns the state `{Self}`",
    label = "the state is not set",
    note = "set it: `Page::new(output).state(state)`",
    note = "or return none, on purpose: `Page::new(output).without_state()`"
)]
pub trait IsUnset {}

#[diagnostic::do_not_recommend]
impl IsUnset for () {}
