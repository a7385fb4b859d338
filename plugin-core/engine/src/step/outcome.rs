//! What the author's function may take and return.

use plugin_schema::Fields;
use plugin_schema::error::PluginError;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a step takes: a struct that derives `serde::Deserialize` and `Schema`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an input",
    label = "an input is a struct with named fields",
    note = "derive both on it: `#[derive(serde::Deserialize, Schema)]`"
)]
pub trait Input: DeserializeOwned + Fields + Send {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Fields + Send> Input for T {}

/// What a step returns: a struct that derives `serde::Serialize` and `Schema`, or `()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an output",
    label = "an output is a struct with named fields, or `()`",
    note = "derive both on it: `#[derive(serde::Serialize, Schema)]`",
    note = "a single value is wrapped: `struct Count {{ count: u64 }}`"
)]
pub trait Output: Serialize + Fields + Send {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Fields + Send> Output for T {}

/// A `Result` whose error is a [`PluginError`] or can become one.
#[diagnostic::on_unimplemented(
    message = "a step returns `Result<Output, PluginError>`, not `{Self}`",
    label = "expected `Result<_, PluginError>`",
    note = "any error that converts into `PluginError` will do; for others: `.map_err(PluginError::server)`"
)]
pub trait Outcome {
    /// What it is when all goes well.
    type Output;

    /// The result with the framework's own error.
    ///
    /// # Errors
    /// The step's own.
    fn into_result(self) -> Result<Self::Output, PluginError>;
}

#[diagnostic::do_not_recommend]
impl<T, E: Into<PluginError>> Outcome for Result<T, E> {
    type Output = T;

    fn into_result(self) -> Result<T, PluginError> {
        self.map_err(Into::into)
    }
}

/// Fails to compile, with a message of ours, if `I` is no input.
pub const fn is_input<I: Input>() {}
