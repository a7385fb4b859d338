//! Defines what a test of the connection can return.

use crate::Fields;
use serde::Serialize;
use serde_json::Value;

/// The output of a connection test: nothing, a struct, or free JSON.
#[diagnostic::on_unimplemented(
    message = "PLG003: a test of the connection returns `Result<()>`, not a result of `{Self}`",
    label = "expected `Result<()>`",
    note = "return `Ok(())` if the test passes, and an error if it fails",
    note = "to show more to people, return a struct that derives `serde::Serialize` and `Schema`"
)]
pub trait TestOutput: Serialize + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Fields + 'static> TestOutput for T {}

#[diagnostic::do_not_recommend]
impl TestOutput for Value {}
