//! Mocks an API in tests: defines responses and records requests.

mod request;
mod response;
mod stub;

pub use request::RecordedRequest;
pub use response::MockResponse;
pub use stub::{MockRoute, Stub};
