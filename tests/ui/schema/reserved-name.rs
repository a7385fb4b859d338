// A type of the specification itself.
use plugin_core::Schema;

#[derive(Schema)]
struct File {
    path: String,
}

fn main() {}
