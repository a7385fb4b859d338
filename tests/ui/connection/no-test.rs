// Whoever configures a connection wants to know whether it works.
use plugin_core::{Result, Schema, connection};

#[derive(serde::Deserialize, Schema)]
struct ConnectionInput {}

struct Connection;

#[connection]
impl Connection {
    async fn connect(_: ConnectionInput) -> Result<Self> {
        Ok(Self)
    }
}

// What is there can be used.
fn main() {
    let _ = Connection::connect;
}
