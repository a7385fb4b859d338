// A step borrows its connection.
use plugin_core::{Result, Schema, action, connection};
use serde::Deserialize;

#[derive(Deserialize, Schema)]
struct Input {}

struct Connection;

#[connection]
impl Connection {
    async fn connect(_: Input) -> Result<Self> {
        Ok(Self)
    }

    async fn test(&self) -> Result<()> {
        Ok(())
    }
}

/// Does nothing
#[action]
async fn nothing(connection: Connection, input: Input) -> Result<()> {
    let _ = (connection, input);
    Ok(())
}

fn main() {
    let _ = nothing;
    let _ = <Connection as plugin_core::__private_0_1::IsConnection>::connection;
}
