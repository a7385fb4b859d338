//! The HTTP client behind `#[api_call]`.
//!
//! A client lives in a field called `http` of a struct of the author's own. Each body-less method that is annotated
//! becomes a request, and its return type says how the answer is read:
//!
//! | return type | answer |
//! |---|---|
//! | `Result<T>` | JSON |
//! | `Result<Option<T>>` | JSON; 204 and an empty body are `None` |
//! | `Result<()>` | any 2xx, the body is not looked at |
//! | `Result<bool>` | whether it went well, where the setting `missing` says what else may be |
//! | `Result<String>`, `Result<Bytes>` | the body as it is |
//! | `Result<Reply<T>>` | any of these, with status and headers |
//! | `Result<Xml<T>>`, `Result<XmlValue>`, `Result<Csv<T>>` | the formats of these names (features `xml`, `csv`) |
//! | `Result<Download>` | a body that is not kept in memory |
//! | [`Paged<T>`], from a method that is not `async` | a long answer, page by page |
//! | a type that implements [`FromReply`] | whatever it makes of it |
//!
//! With the setting `select` all but the formats, `Download` and `()` are read from the JSON that stands there: `bool` a boolean,
//! `String` a string, `Bytes` base64. With a type on which `select` has no effect it is a compile error.
//!
//! ```
//! use plugin_core::{Http, Result, api_call};
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
//!     #[api_call(GET, "users/{user_id}")]
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
mod multipart;
mod operation;
mod options;
mod paged;
mod paging;
pub(crate) mod private;
mod receive;
mod reply;
mod request;
mod retry;
mod returned;
mod rules;
mod transport;
mod url;

pub use answer::Answer;
pub(crate) use auth::finish_logouts;
pub use auth::{Auth, Canonical, Grant, Headers, OAuth2, SessionAuth};
pub use body::ToBody;
pub use builder::HttpBuilder;
pub use client::Http;
pub use download::Download;
pub use failure::Failure;
pub(crate) use fetch::fetch;
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
#[cfg(feature = "testing")]
pub(crate) use transport::Lost;
pub(crate) use transport::client;
pub use url::host_label;

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
