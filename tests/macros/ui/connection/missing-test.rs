// People test a connection when they configure it.
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

plugin_core::plugin! { title: "Example", vendor: "acme", connection: Connection }

// What exists can be used, so no other error follows.
fn main() {
    let _ = (Connection::connect, plugin());
}
