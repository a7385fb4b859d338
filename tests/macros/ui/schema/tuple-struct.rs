// Fields have names.
use plugin_core::Schema;

#[derive(Schema)]
struct Input(String);

// No other error follows.
fn main() {
    let _ = <Input as Schema>::TYPE;
}
