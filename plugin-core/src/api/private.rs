//! What the code that `#[api_call]` writes calls.

pub use super::limit::RateLimit;
pub use super::multipart::Parts;
pub use super::operation::{ErrorData, Method, Operation};
pub use super::paging::{From as PageFrom, Paging, To as PageTo};
pub use super::reply::{FromJson, Target};
pub use super::request::Request;
pub use super::retry::Retry;
pub use super::returned::{CallPages, CallResult, Unmarked};
pub use super::rules::{ErrorRule, Reading, Reject, Test};
pub use crate::error::{Preset, StatusTable};
pub use std::time::Duration;

/// Traits whose methods are found by what a type is: those of the type itself come first.
pub mod traits {
    pub use super::super::reply::{Json as _, Own as _};
    pub use super::super::returned::{Body as _, Buffered as _, Whole as _};
}
