// A text in an attribute has quotes, and a key has a value.
use plugin_core::Schema;

#[derive(Schema)]
enum Mode {
    Fast,
    Slow,
}

#[derive(Schema)]
struct Input {
    /// Name
    #[field(example = acme)]
    name: String,
    /// Mode
    #[field(default = Mode::Fast)]
    mode: Mode,
    /// Order
    #[field(enum = [up, down])]
    order: String,
    /// Letter
    #[field(default = 'a')]
    letter: String,
    /// Port
    #[field(default: 443)]
    port: u16,
    /// Host
    #[field("example.com")]
    host: String,
}

fn main() {
    let _ = (Mode::Fast, Mode::Slow);
}
