// The default is not a value of the type.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    /// Port of the server
    #[field(default = "https")]
    port: u16,
}

fn main() {}
