//! Defines items that the code of `#[api_call]` calls.

mod return_type;

pub use crate::build::{MultipartBody, RequestBuilder};
pub use crate::call::{
    ErrorData, ErrorRule, ErrorText, From as PageFrom, Method, Operation, Paging, Predicate, RateLimit,
    Reject, Retry, To as PageTo,
};
pub use crate::response::{FromJson, Target};
pub use plugin_schema::error::{Preset, StatusTable};
pub use return_type::{CallPages, CallResult, Unmarked};
pub use std::time::Duration;

/// Returns the client of the setting `client`. The compiler reports an expression of another type.
pub const fn client(http: &crate::Http) -> &crate::Http {
    http
}

/// Traits for method resolution by type. Inherent methods take precedence.
pub mod traits {
    pub use super::return_type::{Body as _, Buffered as _, Whole as _};
    pub use crate::response::{Json as _, Own as _};
}
