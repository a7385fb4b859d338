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
//! | `Result<WithMeta<T>>` | any of these, with status and headers |
//! | `Result<Xml<T>>`, `Result<XmlValue>`, `Result<Csv<T>>` | the formats of these names (features `xml`, `csv`) |
//! | `Result<Download>` | a body that is not kept in memory |
//! | [`Paged<T>`], from a method that is not `async` | a long answer, page by page |
//! | a type that implements [`FromResponse`] | whatever it makes of it |
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

#[cfg(feature = "csv")]
pub use plugin_http::Csv;
pub use plugin_http::{
    Auth, AuthHeaders, CallOptions, Credentials, Cursor, Download, ErrorData, Failure, FilePart,
    FromResponse, FromSelection, Http, HttpBuilder, Method, OAuth2, Operation, Paged, Pages, RateLimit,
    Response, Retry, SessionAuth, SigningRequest, ToBody, ToParam, ToParams, ToParts, WithMeta, host_label,
};
#[cfg(feature = "xml")]
pub use plugin_http::{Xml, XmlValue};
