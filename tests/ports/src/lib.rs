//! API clients of real plugins, rewritten. A test replays the requests and results of the old clients. Each folder is one
//! plugin: `api.rs` is the client, `mod.rs` a connection and some actions.

pub mod azure_blob_storage;
pub mod duo_admin;
pub mod freshservice;
pub mod okta;
pub mod topdesk;
pub mod zoom;
