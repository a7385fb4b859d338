//! Defines a call as data: its attribute and its options.

mod login;
mod operation;
mod options;
mod paging;
mod rate_limit;
mod retry;
mod rules;

pub(crate) use login::LOGIN;
pub use operation::{ErrorData, Method, Operation};
pub use options::CallOptions;
pub use paging::{From, Paging, To};
pub use rate_limit::RateLimit;
pub use retry::Retry;
pub(crate) use rules::error_text;
pub use rules::{ErrorRule, ErrorText, Predicate, Reject};
