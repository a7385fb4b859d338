// A string is not a number.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    /// ID
    #[field(type = "number")]
    id: String,
}

fn main() {}
