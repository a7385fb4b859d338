// The allowed values are a list.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    /// ID
    #[field(enum = "a")]
    id: String,
}

fn main() {}
