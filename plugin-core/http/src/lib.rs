//! A declarative HTTP client: an annotated method without a body becomes a request, and its return type says how the response
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

mod address;
mod answer;
mod auth;
mod body;
mod builder;
mod client;
mod download;
mod exchange;
mod failure;
mod fetch;
mod formats;
mod limit;
mod link;
pub mod mock;
mod multipart;
mod operation;
mod options;
mod paged;
mod paging;
mod private;
mod receive;
mod reply;
mod request;
mod retry;
mod returned;
mod rules;
mod transport;
mod url;

pub use answer::Answer;
#[doc(hidden)]
pub use auth::finish_logouts;
pub use auth::{Auth, Canonical, Grant, Headers, OAuth2, SessionAuth};
pub use body::ToBody;
pub use builder::HttpBuilder;
pub use client::Http;
pub use download::Download;
pub use failure::Failure;
#[doc(hidden)]
pub use fetch::fetch;
#[cfg(feature = "csv")]
pub use formats::Csv;
#[cfg(feature = "xml")]
pub use formats::{Xml, XmlValue};
pub use limit::RateLimit;
pub use operation::{ErrorData, Method, Operation};
pub use options::CallOptions;
pub use paged::{Paged, Pages};
pub use paging::Cursor;
pub use plugin_schema::param::{FilePart, ToParam, ToParams, ToParts};
pub use reply::{FromReply, FromSelection, Reply};
pub use retry::Retry;
#[doc(hidden)]
pub use transport::client_builder;
pub use url::host_label;

pub use plugin_macros::{api, api_call};
pub use plugin_schema::{PluginError, Preset, Result, error};

/// What the code that macros write calls. The version is in the name, so that macros of another release do not find it.
#[doc(hidden)]
pub mod __private_0_1 {
    pub use plugin_schema::__private::*;

    /// What `#[api_call]` needs.
    pub mod api {
        pub use crate::private::*;
    }
}

use paging::Paging;
use rules::{ErrorRule, Reject};

/// Whether a JSON value says that there is nothing: null, false, or something empty.
fn is_nothing(value: &serde_json::Value) -> bool {
    use serde_json::Value;
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}
