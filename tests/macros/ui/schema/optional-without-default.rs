// A field that may be absent is an `Option` or has a default.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    /// ID
    #[field(required = false)]
    id: String,
}

fn main() {}
