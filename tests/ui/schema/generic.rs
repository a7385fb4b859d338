// A schema describes one type.
use plugin_core::Schema;

#[derive(Schema)]
struct Page<T> {
    items: Vec<T>,
}

fn main() {}
