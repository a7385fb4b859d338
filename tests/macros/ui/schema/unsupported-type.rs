// The dialect has no such type.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    /// Wait
    wait: std::time::Duration,
}

fn main() {}
