//! What the code that `#[api_call]` writes calls.

pub use super::limit::RateLimit;
pub use super::multipart::Parts;
pub use super::operation::{ErrorData, Method, Operation};
pub use super::paging::{From as PageFrom, Paging, To as PageTo};
pub use super::reply::{FromJson, Json, Own, Target};
pub use super::request::Request;
pub use super::retry::Retry;
pub use super::returned::{Body, Buffered, CallPages, CallResult, Unmarked, Whole};
pub use super::rules::{ErrorRule, Reading, Reject, Test};
pub use crate::error::{Preset, StatusTable};
pub use std::time::Duration;
