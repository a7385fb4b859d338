// The `impl` has no `#[connection]`: one error, whatever the number of steps.
use plugin_core::{Context, Result, Schema, action};

#[derive(serde::Deserialize, Schema)]
struct ConnectionInput {}

struct Connection;

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
    connection.test().await
}

/// List all users
#[action]
async fn list_users(connection: &Connection, context: &Context) -> Result<()> {
    let _ = (Connection::connect(ConnectionInput {}).await?, context);
    connection.test().await
}

plugin_core::plugin! { title: "Example", vendor: "acme", connection: Connection, actions: [get_user, list_users] }

fn main() {
    let _ = plugin();
}
