// The attribute goes on the functions, not on the data.
use plugin_core::connection;

#[connection]
struct Connection;

fn main() {
    let _ = Connection;
}
