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
    /// Mode of the second try
    #[field(default = "Slow", example = "fast")]
    second: Option<Mode>,
}

fn main() {
    let _ = (Mode::Fast, Mode::Slow);
}
