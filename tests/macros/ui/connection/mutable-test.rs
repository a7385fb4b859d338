// A shared connection is immutable.
use plugin_core::{Result, Schema, connection};

#[derive(serde::Deserialize, Schema)]
struct ConnectionInput {}

struct Connection;

#[connection]
impl Connection {
    async fn connect(_: ConnectionInput) -> Result<Self> {
        Ok(Self)
    }

    async fn test(&mut self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
