// The dialect cannot represent it.
use plugin_core::Schema;

#[derive(serde::Deserialize, Schema)]
struct Input {
    /// Rest
    #[serde(flatten)]
    rest: std::collections::HashMap<String, String>,
}

fn main() {}
