//! What the code that `#[api_call]` writes calls.

mod returned;

pub use crate::build::{Parts, RequestBuilder};
pub use crate::call::{
    ErrorData, ErrorRule, From as PageFrom, Method, Operation, Paging, RateLimit, Reading, Reject, Retry,
    Test, To as PageTo,
};
pub use crate::response::{FromJson, Target};
pub use plugin_schema::error::{Preset, StatusTable};
pub use returned::{CallPages, CallResult, Unmarked};
pub use std::time::Duration;

/// Traits whose methods are found by what a type is: those of the type itself come first.
pub mod traits {
    pub use super::returned::{Body as _, Buffered as _, Whole as _};
    pub use crate::response::{Json as _, Own as _};
}
