//! Automation plugins in Rust: annotate plain structs and plain `async fn`s, and the schemas, the key constants,
//! the API client and the server come from that one source.
//!
//! Seven names are all there is to learn:
//!
//! | name | goes on | gives |
//! |---|---|---|
//! | [`macro@Schema`] | a struct with named fields, an enum of plain names | the schema and the key constants |
//! | [`connection`] | an `impl` with `connect` and `test` | what the steps borrow |
//! | [`action`] | an `async fn` | a step that runs once for each message |
//! | [`trigger`] | an `async fn` | a step that goes on and sends an event for each thing that happens |
//! | [`macro@task`] | an `async fn` | a step that fetches one page at a time and says where to go on |
//! | [`api_call`] | a method without a body | the request, and what its answer means |
//! | [`plugin!`] | the list of all of it | the plugin, with its command line and its server |
//!
//! ```
//! use plugin_core::{Result, Schema, action};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Deserialize, Schema)]
//! pub struct EncodeInput {
//!     /// Text to encode
//!     pub content: String,
//! }
//!
//! #[derive(Serialize, Schema)]
//! pub struct EncodeOutput {
//!     /// The text as base64
//!     pub data: plugin_core::values::Bytes,
//! }
//!
//! /// Encode text as base64
//! #[action]
//! pub async fn encode(input: EncodeInput) -> Result<EncodeOutput> {
//!     Ok(EncodeOutput { data: input.content.into_bytes().into() })
//! }
//!
//! plugin_core::plugin! { title: "Base64", vendor: "acme", actions: [encode] }
//!
//! fn main() {
//!     assert_eq!(EncodeInput::CONTENT, "content");
//!     assert_eq!(encode::DESCRIPTION, "Encode text as base64");
//!     // plugin().main() reads the command line: `run`, `test`, `http`, `info`, `sample`, `schema`
//!     let _ = plugin();
//! }
//! ```

// Both panic where stdout or stderr is closed or full.
#![warn(clippy::print_stdout, clippy::print_stderr)]
#![warn(clippy::return_self_not_must_use, missing_debug_implementations)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate self as plugin_core;

pub mod api;
mod command_line;
mod commands;
mod descriptors;
mod events_command;
#[cfg_attr(not(feature = "otel"), path = "no_otel.rs")]
mod otel;
mod output;
mod plugin;
#[cfg_attr(not(feature = "server"), path = "no_server.rs")]
mod server;
mod stdin;
#[cfg(feature = "testing")]
pub mod testing;

/// The tables of inputs and outputs, and the ways in which they are written.
pub mod schema {
    pub use plugin_schema::{Enum, Field, Fields, Schema, Struct, Type, Violation, dialect, sample, spec};
}

/// What the code that macros write calls. The version is in the name, so that macros of another release do not find it.
#[doc(hidden)]
pub mod __private_0_1 {
    pub use crate::plugin::with_workspace;
    pub use plugin_engine::private::*;
    pub use plugin_http::__private_0_1::api;
    pub use plugin_schema::__private::*;
}

pub use plugin::Plugin;
pub use plugin_engine::{Context, CustomConfig, Events, Page, task};
pub use plugin_http::{Http, api, api_call};
pub use plugin_macros::{Schema, action, connection, plugin, task, trigger};
pub use plugin_schema::{PluginError, Preset, Result, ResultExt, Schema, error, values};
