//! Runs a plugin in a test, without a network and without waiting. Feature `testing`.
//!
//! A [`Harness`] runs whole messages in the process of the test: it parses the message, creates the connection, decodes the
//! input, runs the step, masks secrets and encodes the reply. It replaces the sender, the dispatcher and the clock. A [`Stub`]
//! replaces the API.
//!
//! ```
//! use plugin_core::testing::Harness;
//! use plugin_core::{Result, Schema, action};
//! use serde::{Deserialize, Serialize};
//! use serde_json::json;
//!
//! #[derive(Deserialize, Schema)]
//! struct DoubleInput {
//!     /// Any number
//!     number: i64,
//! }
//!
//! #[derive(Serialize, Schema)]
//! struct DoubleOutput {
//!     /// Twice the number
//!     number: i64,
//! }
//!
//! /// Double a number
//! #[action]
//! async fn double(input: DoubleInput) -> Result<DoubleOutput> {
//!     Ok(DoubleOutput { number: 2 * input.number })
//! }
//!
//! plugin_core::plugin! { title: "Numbers", vendor: "acme", actions: [double] }
//!
//! // #[tokio::test]
//! async fn the_output_is_twice_the_input() {
//!     let harness = Harness::new(plugin());
//!     let answer = harness.action("double", json!({"number": 21})).await;
//!     assert_eq!(answer.output(), &json!({"number": 42}));
//!     let answer = harness.action("double", json!({"number": "21"})).await;
//!     assert_eq!(answer.error(), "The action input is invalid: /number: expected a whole number, found a string.");
//! }
//! # fn main() { tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(the_output_is_twice_the_input()) }
//! ```

mod harness;
mod reply;
mod send;
mod trigger;
mod workspace;

pub use harness::Harness;
pub use plugin_http::mock::{MockResponse, MockRoute, RecordedRequest, Stub};
pub use reply::StepReply;
pub use trigger::RunningTrigger;
