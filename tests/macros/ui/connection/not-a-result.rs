// `connect` and `test` can fail. Each wrong return type is one error at its place.
use plugin_core::connection;

#[derive(serde::Deserialize, plugin_core::Schema)]
struct Input {}

struct Connection;

#[connection]
impl Connection {
    async fn connect(_: Input) -> Self {
        Self
    }

    async fn test(&self) -> bool {
        true
    }
}

plugin_core::plugin! { title: "Example", vendor: "acme", connection: Connection }

fn main() {
    let _ = plugin();
}
