//! What the code that `#[api_call]` writes calls.

pub use crate::limit::RateLimit;
pub use crate::multipart::Parts;
pub use crate::operation::{ErrorData, Method, Operation};
pub use crate::paging::{From as PageFrom, Paging, To as PageTo};
pub use crate::reply::{FromJson, Target};
pub use crate::request::Request;
pub use crate::retry::Retry;
pub use crate::returned::{CallPages, CallResult, Unmarked};
pub use crate::rules::{ErrorRule, Reading, Reject, Test};
pub use plugin_schema::error::{Preset, StatusTable};
pub use std::time::Duration;

/// Traits whose methods are found by what a type is: those of the type itself come first.
pub mod traits {
    pub use crate::reply::{Json as _, Own as _};
    pub use crate::returned::{Body as _, Buffered as _, Whole as _};
}
