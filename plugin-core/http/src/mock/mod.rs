//! A mock of an API, for tests: responses for calls, and the requests that were sent.

mod request;
mod response;
mod stub;

pub use request::RecordedRequest;
pub use response::MockResponse;
pub use stub::{MockRoute, Stub};
