// The attribute applies to the `impl`, not to the struct.
use plugin_core::connection;

#[connection]
struct Connection;

fn main() {
    let _ = Connection;
}
