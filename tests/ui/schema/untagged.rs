// The dialect has no place for it.
use plugin_core::Schema;

#[derive(serde::Deserialize, Schema)]
#[serde(untagged)]
enum Filter {
    All,
}

fn main() {}
