// The name of the type has a typing error.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    /// ID
    #[field(type = "integar")]
    id: u8,
}

fn main() {}
