//! For tests of plugins: any step, run in the test's own process as a server would run it. Feature `testing`.
//!
//! What a [`Harness`] runs goes the whole way: the message is read, the connection made and kept, the input checked, the
//! output written, secrets hidden. Only what lies outside is replaced: the caller, the dispatcher and the clock.
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
//! async fn it_doubles() {
//!     let harness = Harness::new(plugin());
//!     let answer = harness.action("double", json!({"number": 21})).await;
//!     assert_eq!(answer.output(), &json!({"number": 42}));
//!     let answer = harness.action("double", json!({"number": "21"})).await;
//!     assert_eq!(answer.error(), "The action input is invalid: /number: expected a whole number, found a string.");
//! }
//! # fn main() { tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(it_doubles()) }
//! ```

mod answer;
mod harness;
mod send;
mod trigger;
mod workspace;

pub use answer::Answer;
pub use harness::Harness;
pub use plugin_http::mock::{MockResponse, MockRoute, RecordedRequest, Stub};
pub use trigger::RunningTrigger;
