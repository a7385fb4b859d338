// The wire has one way to omit a value.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    /// Name of the user
    name: Option<Option<String>>,
    /// Tags of the user
    tags: Vec<Option<std::option::Option<Option<u8>>>>,
}

fn main() {}
