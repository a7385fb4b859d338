//! Connects, tests and caches connections.

mod cache;
mod canonical;
mod connector;

pub(crate) use cache::Cache;
pub(crate) use connector::CachedConnection;
pub use connector::{
    ConnectionOf, Connector, IsConnection, downcast, into_connection, parameters, test_reply,
};
