// The dialect cannot represent it.
use plugin_core::Schema;

#[derive(serde::Deserialize, Schema)]
#[serde(untagged)]
enum Filter {
    All,
}

fn main() {}
