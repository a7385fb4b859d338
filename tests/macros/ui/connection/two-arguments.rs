// All parameters of a connection are fields of one input.
use plugin_core::{Result, Schema, connection};

#[derive(serde::Deserialize, Schema)]
struct ConnectionInput {}

struct Connection;

#[connection]
impl Connection {
    async fn connect(_: ConnectionInput, _: u8) -> Result<Self> {
        Ok(Self)
    }

    async fn test(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
