// A step borrows another connection than that of the plugin.
use plugin_core::{Result, Schema, action, connection};

struct Connection;

#[derive(serde::Deserialize, Schema)]
struct ConnectionInput {}

#[connection]
impl Connection {
    async fn connect(_: ConnectionInput) -> Result<Self> {
        Ok(Self)
    }

    async fn test(&self) -> Result<()> {
        Ok(())
    }
}

struct Slack;

#[connection]
impl Slack {
    async fn connect(_: ConnectionInput) -> Result<Self> {
        Ok(Self)
    }

    async fn test(&self) -> Result<()> {
        Ok(())
    }
}

/// Find one user
#[action]
async fn get_user(connection: &Slack) -> Result<()> {
    let _ = connection;
    Ok(())
}

plugin_core::plugin! { title: "Example", vendor: "acme", connection: Connection, actions: [get_user] }

fn main() {
    let _ = plugin();
}
