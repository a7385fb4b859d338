// A schema has one name for a field.
use plugin_core::Schema;

#[derive(serde::Deserialize, Schema)]
struct Input {
    #[serde(rename(serialize = "a", deserialize = "b"))]
    id: String,
}

fn main() {}
