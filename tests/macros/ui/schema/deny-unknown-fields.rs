// Unknown keys of an input are ignored.
use plugin_core::Schema;

#[derive(serde::Deserialize, Schema)]
#[serde(deny_unknown_fields)]
struct Input {
    /// ID
    id: String,
}

fn main() {}
