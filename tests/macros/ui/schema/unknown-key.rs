// The key has a typing error.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    /// ID
    #[field(exmaple = "u-1", titel = "ID")]
    id: String,
}

// The constant still exists, so no other error follows.
fn main() {
    let _ = Input::ID;
}
