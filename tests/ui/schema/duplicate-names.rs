// Two fields cannot have the same name on the wire.
use plugin_core::Schema;

#[derive(serde::Deserialize, Schema)]
struct Input {
    id: String,
    #[serde(rename = "id")]
    other: String,
}

fn main() {}
