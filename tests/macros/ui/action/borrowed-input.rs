// An action owns its input.
use plugin_core::{Result, Schema, action, connection};

#[derive(serde::Deserialize, Schema)]
struct Input {
    /// ID
    id: String,
}

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

/// Find one user
#[action]
async fn get_user(connection: &Connection, input: &Input) -> Result<()> {
    let _ = (connection, input);
    Ok(())
}

/// Add one user
#[action]
async fn add_user(connection: &Connection, input: &mut Input) -> Result<()> {
    let _ = (connection, input);
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = (get_user, add_user);
}
