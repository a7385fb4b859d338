//! A mock of an API, for tests: responses for calls, and the requests that were sent.

mod canned;
mod sent;
mod stub;

pub use canned::Canned;
pub use sent::Sent;
pub use stub::{On, Stub};
