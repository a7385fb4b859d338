// A field has one name for both directions.
use plugin_core::Schema;

#[derive(serde::Deserialize, Schema)]
struct Input {
    /// ID
    #[serde(rename(serialize = "a", deserialize = "b"))]
    id: String,
}

fn main() {}
