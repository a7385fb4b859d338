//! Defines the page that a task returns, and reads its state and its configuration.

use super::call::{Call, OutputOf};
use super::outcome::{Input, Outcome, Output};
use super::output::{PageMeta, StepOutput};
use plugin_schema::Fields;
use plugin_schema::error::{PluginError, Result};
use plugin_schema::json;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
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
    output: O,
    state: Option<S>,
    has_more_pages: Option<bool>,
    status_code: Option<u16>,
    error: Option<PluginError>,
}

impl<O, S> Page<O, S> {
    /// A page with this output. The reply contains the other fields only if they are set.
    pub fn new(output: O) -> Self {
        Self { output, state: None, has_more_pages: None, status_code: None, error: None }
    }

    /// Sets the state that the next run receives.
    pub fn state(mut self, state: S) -> Self {
        self.state = Some(state);
        self
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

/// A `Page` whose output and state can be written.
#[diagnostic::on_unimplemented(
    message = "PLG007: a task returns `Result<Page<Output, State>>`, not a result of `{Self}`",
    label = "expected `Result<Page<_, _>>`",
    note = "the output and the state are structs that derive `serde::Serialize` and `Schema`",
    note = "the output has one list: `struct Output {{ users: Vec<User> }}`"
)]
pub trait IsPage {
    /// The output.
    type Output: Output;
    /// The state.
    type State: Output;

    /// Returns the page.
    fn page(self) -> Page<Self::Output, Self::State>;
}

#[diagnostic::do_not_recommend]
impl<O: Output, S: Output> IsPage for Page<O, S> {
    type Output = O;
    type State = S;

    fn page(self) -> Self {
        self
    }
}

/// The functions for the return type of a task. Only this function has these bounds, so the compiler reports a missing one once.
pub const fn task_output<O: Outcome<Output: IsPage>>() -> OutputOf<O> {
    OutputOf {
        table: <<O::Output as IsPage>::Output as Fields>::table,
        count: <<O::Output as IsPage>::Output as Fields>::COUNT,
        finish: |call, outcome| finish(call, outcome.into_result()?.page()),
    }
}

/// Whether the output of a task has at most one field.
pub struct OutputCheck<const HAS_ONE_FIELD: bool>;

/// The check of an output that a task can send.
#[diagnostic::on_unimplemented(
    message = "PLG007: the output of a task has more than one field, and only one is sent",
    label = "use a struct with one list"
)]
pub trait IsOneField {
    /// Compiles only if the output has at most one field.
    const CHECKED: () = ();
}

#[diagnostic::do_not_recommend]
impl IsOneField for OutputCheck<true> {}

fn finish<O: Output, S: Output>(call: &Call<'_>, page: Page<O, S>) -> Result<StepOutput> {
    let Page { output, state, has_more_pages, status_code, error } = page;
    let state = state.map(|state| write_state(&state, call)).transpose()?;
    let json = only_field(&call.write(&output)?);
    Ok(StepOutput { json, page: Some(PageMeta { state, has_more_pages, status_code, error }) })
}

fn write_state<S: Output>(state: &S, call: &Call<'_>) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    json::write(state, &mut text).map_err(|error| {
        PluginError::server(format_args!("The state of the task `{}` cannot be written: {error}.", call.step))
    })?;
    Ok(text)
}

/// The value of the only field, which is the output of a task on the wire. An empty list if there is no field.
fn only_field(text: &[u8]) -> Vec<u8> {
    let fields: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_slice(text).unwrap_or_default();
    fields.into_values().next().map_or_else(|| b"[]".to_vec(), |value| value.get().as_bytes().to_vec())
}
