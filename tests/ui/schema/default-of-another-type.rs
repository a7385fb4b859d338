// A default that cannot be.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    #[field(default = "https")]
    port: u16,
}

fn main() {}
