//! Checks the page that a task returns, and writes it.

use super::arguments::StateArgument;
use super::call::{Call, OutputOf};
use super::outcome::{Outcome, Output};
use super::output::{PageMeta, StepOutput};
use super::page::Page;
use plugin_schema::Fields;
use plugin_schema::error::{PluginError, Result};
use plugin_schema::json;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A `Page`.
#[diagnostic::on_unimplemented(
    message = "PLG007: a task returns `Result<Page<Output, State>>`, not a result of `{Self}`",
    label = "expected `Result<Page<_, _>>`",
    note = "the output and the state are structs that derive `serde::Serialize` and `Schema`",
    note = "the output has one list: `struct Output {{ users: Vec<User> }}`"
)]
pub trait IsPage {
    /// The output.
    type Output;
    /// The state.
    type State;

    /// Returns the page.
    fn page(self) -> Page<Self::Output, Self::State>;
}

#[diagnostic::do_not_recommend]
impl<O, S> IsPage for Page<O, S> {
    type Output = O;
    type State = S;

    fn page(self) -> Self {
        self
    }
}

/// The state of a page of a task that takes none.
#[diagnostic::on_unimplemented(
    message = "PLG007: the task returns the state `{Self}`, but takes none",
    label = "no argument has the name `state`",
    note = "take the state of the last run: `state: {Self}`"
)]
pub trait IsNoState: Output {}

#[diagnostic::do_not_recommend]
impl IsNoState for () {}

/// The state of a page of a task that takes the state `S`.
#[diagnostic::on_unimplemented(
    message = "PLG007: the task takes the state `{S}`, but returns the state `{Self}`",
    label = "expected `Result<Page<_, {S}>>`",
    note = "return `Result<Page<Output, {S}>>`, and set the state: `Page::new(output).state(state)`"
)]
pub trait IsStateOf<S> {
    /// Returns the state.
    fn state(self) -> S;
}

#[diagnostic::do_not_recommend]
impl<S> IsStateOf<S> for S {
    fn state(self) -> S {
        self
    }
}

/// The functions for the return type of a task. Only this function and [`stateful_task_output`] have these bounds, so the compiler
/// reports a missing one once.
pub const fn task_output<O>() -> OutputOf<O>
where
    O: Outcome<Output: IsPage<Output: Output, State: IsNoState>>,
{
    OutputOf {
        table: <<O::Output as IsPage>::Output as Fields>::table,
        count: <<O::Output as IsPage>::Output as Fields>::COUNT,
        needs_state: false,
        finish: |call, outcome| finish(call, outcome.into_result()?.page(), |state| state),
    }
}

/// The functions for the return type of a task that takes the state `S`.
pub const fn stateful_task_output<O, S: StateArgument>() -> OutputOf<O>
where
    O: Outcome<Output: IsPage<Output: Output, State: IsStateOf<S>>>,
{
    OutputOf {
        table: <<O::Output as IsPage>::Output as Fields>::table,
        count: <<O::Output as IsPage>::Output as Fields>::COUNT,
        needs_state: S::NEEDS_VALUES,
        finish: |call, outcome| finish(call, outcome.into_result()?.page(), IsStateOf::state),
    }
}

/// Whether the state of a task can be empty.
pub struct StateCheck<const NEEDS_VALUES: bool>;

/// The check of a state that the first run of a task can have.
#[diagnostic::on_unimplemented(
    message = "PLG005: the state of a task needs a value, but the first run has none: its state is `{{}}`",
    label = "has a field that is not an `Option`",
    note = "make each field an `Option`, or add `#[serde(default)]`"
)]
pub trait CanBeEmpty {
    /// Compiles only if the state can be empty.
    const CHECKED: () = ();
}

#[diagnostic::do_not_recommend]
impl CanBeEmpty for StateCheck<false> {}

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

fn finish<O: Output, T, S: Output>(
    call: &Call<'_>,
    page: Page<O, T>,
    state_of: fn(T) -> S,
) -> Result<StepOutput> {
    let Page { output, state, has_more_pages, status_code, error } = page;
    let state = state.map(|state| write_state(&state_of(state), call)).transpose()?;
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
