// The default is not within the range of the integer.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    /// Number of attempts
    #[field(default = 300)]
    attempts: Option<u8>,
    /// Shift of the time
    #[field(default = -129, example = -128)]
    shift: i8,
    /// Number of the page
    #[field(enum = [0, -1])]
    page: u64,
}

fn main() {}
