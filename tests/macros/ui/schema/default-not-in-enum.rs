// The default is not a value of the type.
use plugin_core::Schema;

#[derive(Schema)]
enum Mode {
    Fast,
    Slow,
}

#[derive(Schema)]
struct Input {
    /// Mode
    #[field(default = "medium")]
    mode: Mode,
}

fn main() {
    let _ = (Mode::Fast, Mode::Slow);
}
