// A schema describes one type.
use plugin_core::Schema;

#[derive(Schema)]
struct Page<T> {
    /// Items
    items: Vec<T>,
}

fn main() {}
