// A default is a JSON value.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    /// Port of the server
    #[field(default = PORT)]
    port: u16,
}

fn main() {}
