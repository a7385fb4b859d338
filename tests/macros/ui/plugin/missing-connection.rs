// Steps borrow a connection, but the plugin has none: one error.
use plugin_core::{Result, Schema, action, connection};

#[derive(serde::Deserialize, Schema)]
struct ConnectionInput {}

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

/// List all users
#[action]
async fn list_users(connection: &Slack) -> Result<()> {
    let _ = connection;
    Ok(())
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [get_user, list_users] }

fn main() {
    let _ = plugin();
}
