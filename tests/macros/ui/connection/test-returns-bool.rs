// A test that fails returns an error. `Ok(false)` would count as a success.
use plugin_core::{Result, Schema, connection};

#[derive(serde::Deserialize, Schema)]
struct ConnectionInput {}

struct Connection;

#[connection]
impl Connection {
    async fn connect(_: ConnectionInput) -> Result<Self> {
        Ok(Self)
    }

    async fn test(&self) -> Result<bool> {
        Ok(false)
    }

    async fn test_task(&self, _: &str) -> Result<Vec<String>> {
        Ok(Vec::new())
    }
}

fn main() {}
