#![allow(dead_code)]
use plugin_core::{Result, Schema, action, connection};

#[derive(serde::Deserialize, Schema)]
struct ConnectionInput {}

struct Connection;

#[connection]
impl Connection {
    async fn connect(_: ConnectionInput) -> Result<Self> {
        Ok(Self)
    }

    async fn test(&self) -> Result<()> {
        Ok(())
    }
}

/// Find one user
#[action]
async fn get_user(connection: &Connection) -> Result<()> {
    let _ = connection;
    Ok(())
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [get_user] }

fn main() {}
