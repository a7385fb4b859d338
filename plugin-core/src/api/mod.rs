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
//! | `Result<String>`, `Result<Bytes>` | the body as it is |
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

mod auth;
mod client;
mod failure;
mod fetch;
mod reply;
mod request;
mod texts;

mod url;

pub use crate::text::ToText;
pub use auth::Auth;
pub(crate) use client::client;
pub use client::{Http, HttpBuilder};
pub(crate) use fetch::fetch;
pub use texts::ToTexts;

/// What `#[api_call]` writes calls to.
#[doc(hidden)]
pub mod __private {
    pub use super::reply::{FromJson, Json, Target};
    pub use super::request::Request;
    pub use reqwest::Method;
}
