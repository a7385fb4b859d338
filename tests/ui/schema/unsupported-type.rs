// A type that the dialect does not know.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    wait: std::time::Duration,
}

fn main() {}
