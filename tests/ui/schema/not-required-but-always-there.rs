// What may be absent is an Option.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    #[field(required = false)]
    id: String,
}

fn main() {}
