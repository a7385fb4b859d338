//! A framework for automation plugins: programs that give a workflow engine, such as Rapid7 InsightConnect, actions, triggers and
//! tasks over the HTTP API of a product. You annotate structs and `async fn`s; the schemas, the API client, the command line and
//! the HTTP server are derived from them.
//!
//! | macro | annotates | result |
//! |---|---|---|
//! | [`macro@Schema`] | a struct with named fields, or an enum of plain names | a schema, and a constant for the name of each field |
//! | [`connection`] | an `impl` with `connect` and `test` | the connection, which steps share |
//! | [`action`] | an `async fn` | a step that runs once per message |
//! | [`trigger`] | an `async fn` | a step that runs until it is stopped, and sends events |
//! | [`macro@task`] | an `async fn` | a step that returns one page per run, and a state for the next run |
//! | [`api_call`] | a method without a body | a method that sends a request and reads the response |
//! | [`api`](macro@api) | an `impl` with such methods | settings for all of them |
//! | [`plugin!`] | | the plugin: lists its connection and its steps |
//!
//! The module [`api`](mod@api) has the client, [`values`] the types of fields, [`error`] the errors, and `testing` a harness for tests.
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
//!     // In a plugin: `fn main() -> std::process::ExitCode { plugin().main() }`.
//!     let _ = plugin();
//! }
//! ```
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `server` (default) | the command `http`, which serves messages over HTTP |
//! | `testing` | the module `testing` |
//! | `xml`, `csv` | XML and CSV in requests and responses of API calls |
//! | `http2` | HTTP/2 in API calls |
//! | `otel` | spans for OpenTelemetry |

// These macros panic if stdout or stderr is closed or full.
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

/// Items for a manual implementation of [`trait@Schema`].
pub mod schema {
    pub use plugin_schema::{Schema, Type};
}

/// Items that the code of the macros calls. The version in the name prevents its use by macros of another release.
#[doc(hidden)]
pub mod __private_0_1 {
    pub use crate::plugin::with_workspace;
    pub use plugin_engine::private::*;
    pub use plugin_http::__private_0_1::api;
    pub use plugin_schema::__private::*;
}

pub use plugin::Plugin;
pub use plugin_engine::{Context, CustomConfig, Events, Page, task};
pub use plugin_http::{Http, api, api_call, bytes, jiff};
pub use plugin_macros::{Schema, action, connection, plugin, task, trigger};
pub use plugin_schema::{PluginError, Preset, Result, ResultExt, Schema, error, values};
