//! Defines traits for the input and the return type of the author's function.

use plugin_schema::Fields;
use plugin_schema::error::PluginError;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The input of a step: a struct that derives `serde::Deserialize` and `Schema`.
#[diagnostic::on_unimplemented(
    message = "PLG005: `{Self}` is not an input",
    label = "an input is a struct with named fields",
    note = "derive both on your struct: `#[derive(serde::Deserialize, Schema)]`",
    note = "or wrap the value: `struct Input {{ value: {Self} }}`"
)]
pub trait Input: DeserializeOwned + Fields + Send {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Fields + Send> Input for T {}

/// The output of a step: a struct that derives `serde::Serialize` and `Schema`, or `()`.
#[diagnostic::on_unimplemented(
    message = "PLG006: `{Self}` is not an output",
    label = "an output is a struct with named fields, or `()`",
    note = "derive both on your struct: `#[derive(serde::Serialize, Schema)]`",
    note = "or wrap the value: `struct Output {{ value: {Self} }}`"
)]
pub trait Output: Serialize + Fields + Send {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Fields + Send> Output for T {}

/// A `Result` whose error is a [`PluginError`] or can become one.
#[diagnostic::on_unimplemented(
    message = "PLG007: expected a `Result` with a `PluginError`, found `{Self}`",
    label = "expected `Result<_, PluginError>`",
    note = "any error that converts into `PluginError` will do; for others: `.map_err(PluginError::server)`"
)]
pub trait Outcome {
    /// The type of the `Ok` value.
    type Output;

    /// Converts the error into a [`PluginError`].
    ///
    /// # Errors
    /// The error of the step.
    fn into_result(self) -> Result<Self::Output, PluginError>;
}

#[diagnostic::do_not_recommend]
impl<T, E: Into<PluginError>> Outcome for Result<T, E> {
    type Output = T;

    fn into_result(self) -> Result<T, PluginError> {
        self.map_err(Into::into)
    }
}

/// Compiles only if `I` is an input. The error is the message of [`Input`].
pub const fn is_input<I: Input>() {}
