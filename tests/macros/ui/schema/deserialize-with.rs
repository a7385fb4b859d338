// The schema cannot see the type that the function reads.
use plugin_core::Schema;

#[derive(serde::Deserialize, Schema)]
struct Input {
    /// ID
    #[serde(deserialize_with = "read")]
    id: String,
}

fn read<'de, D: serde::Deserializer<'de>>(_: D) -> Result<String, D::Error> {
    Ok(String::new())
}

fn main() {}
