// The specification reserves the name.
use plugin_core::Schema;

#[derive(Schema)]
struct File {
    /// Path
    path: String,
}

fn main() {}
