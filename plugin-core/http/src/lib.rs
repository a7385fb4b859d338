//! A declarative HTTP client: an annotated method without a body becomes a request, and its return type decides how the response
//! is read. The client adds credentials, retries, pages and rate limits, and [`mock::Stub`] replaces the network in tests.
//!
//! ```
//! use plugin_http::{Http, Result, api_call};
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! pub struct User {
//!     pub name: String,
//! }
//!
//! pub struct ExampleApi {
//!     http: Http,
//! }
//!
//! impl ExampleApi {
//!     /// One user; `None` if the API answers 204.
//!     #[api_call(GET, "users/{user_id}", crate = plugin_http)]
//!     pub async fn get_user(&self, user_id: &str) -> Result<Option<User>>;
//! }
//! # let _ = ExampleApi { http: Http::new("https://api.example.com/v1").unwrap() };
//! ```

#![warn(clippy::return_self_not_must_use, missing_debug_implementations)]

mod auth;
mod backoff;
mod build;
mod call;
mod client;
mod failure;
mod fetch;
mod json;
mod log;
pub mod mock;
mod paging;
mod private;
mod response;
mod retry_after;
mod send;

#[doc(hidden)]
pub use auth::finish_logouts;
pub use auth::{Auth, AuthHeaders, Credentials, IntoAuth, OAuth2, SessionAuth, SigningRequest};
#[doc(hidden)]
pub use backoff::Backoff;
pub use build::{ToBody, host_label};
pub use call::{CallOptions, ErrorData, Method, Operation, RateLimit, Retry};
#[doc(hidden)]
pub use client::client_builder;
pub use client::{Http, HttpBuilder};
pub use failure::Failure;
#[doc(hidden)]
pub use fetch::fetch;
pub use paging::{Cursor, Paged, Pages};
pub use plugin_schema::param::{FilePart, Part, ToParam, ToParams, ToParts};
#[cfg(feature = "csv")]
pub use response::Csv;
pub use response::{Download, FromResponse, FromSelection, Response, WithMeta};
#[cfg(feature = "xml")]
pub use response::{Xml, XmlValue};
#[doc(hidden)]
pub use retry_after::retry_after;

pub use plugin_macros::{api, api_call};
pub use plugin_schema::{PluginError, Preset, Result, ResultExt, error, values};
// Types in public signatures.
pub use {bytes, jiff};

/// Items that the code of the macros calls. The version in the name prevents its use by macros of another release.
#[doc(hidden)]
pub mod __private_0_1 {
    pub use plugin_schema::__private::*;

    /// Items for `#[api_call]`.
    pub mod api {
        pub use crate::private::*;
    }
}
