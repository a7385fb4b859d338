// A default is a JSON value.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    #[field(default = PORT)]
    port: u16,
}

fn main() {}
