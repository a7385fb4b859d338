//! Defines the client, its settings, and the state that its calls share: connections, retry budget and rate limits.

mod builder;
mod core;
mod environment;
mod http;
mod rate_limiter;
mod retry_budget;
mod tls;
mod transport;

pub(crate) use self::core::Core;
pub use self::http::Http;
pub use builder::HttpBuilder;
#[doc(hidden)]
pub use transport::client_builder;
pub(crate) use transport::{Transport, TransportError, scope, scope_sync};
