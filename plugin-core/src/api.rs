//! Exports the HTTP client of `#[api_call]`.
//!
//! A client is a field `http` of a struct. A method without a body and with `#[api_call]` becomes a request. Its return type decides
//! how the response is read:
//!
//! | return type | response |
//! |---|---|
//! | `Result<T>` | JSON |
//! | `Result<Option<T>>` | JSON; `None` for 204 or an empty body |
//! | `Result<()>` | any status from 200 to 299; the body is ignored |
//! | `Result<bool>` | false for a status in the setting `missing`, otherwise true |
//! | `Result<String>`, `Result<Bytes>` | the unchanged body |
//! | `Result<WithMeta<T>>` | any of these, with status and headers |
//! | `Result<Xml<T>>`, `Result<XmlValue>`, `Result<Csv<T>>` | XML or CSV (features `xml`, `csv`) |
//! | `Result<Download>` | a body that is not kept in memory |
//! | [`Paged<T>`], from a method that is not `async` | items from many pages |
//! | a type that implements [`FromResponse`] | decided by the type |
//!
//! With the setting `select`, the value is read from a part of the JSON: `bool` from a boolean, `String` from a string, `Bytes` from
//! base64, and any other type from its JSON. On `()`, `Download`, XML and CSV, `select` is a compile error.
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
    FromResponse, FromSelection, Http, HttpBuilder, IntoAuth, Method, OAuth2, Operation, Paged, Pages, Part,
    RateLimit, Response, Retry, SessionAuth, SigningRequest, ToBody, ToParam, ToParams, ToParts, WithMeta,
    host_label,
};
#[cfg(feature = "xml")]
pub use plugin_http::{Xml, XmlValue};
