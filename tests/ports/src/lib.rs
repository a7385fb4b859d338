//! API clients of real plugins, written anew from what they do. A test replays what the old clients put on the wire and made of
//! the answers; each folder is one plugin, its `api.rs` the client, its `mod.rs` a connection and some actions on top.

pub mod azure_blob_storage;
pub mod duo_admin;
pub mod freshservice;
pub mod okta;
pub mod topdesk;
pub mod zoom;
